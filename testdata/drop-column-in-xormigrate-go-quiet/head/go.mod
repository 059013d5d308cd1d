module example.com/forge

require (
	github.com/lib/pq v1.10.9
	src.techknowlogick.com/xormigrate v1.7.1
	xorm.io/xorm v1.3.9
)
