module example.com/runs

require (
	github.com/lib/pq v1.10.9
	gorm.io/gorm v1.25.7
)
