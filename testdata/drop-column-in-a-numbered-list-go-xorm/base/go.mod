module example.com/forge

require (
	github.com/lib/pq v1.10.9
	xorm.io/builder v0.3.13
	xorm.io/xorm v1.3.9
)
