module example.com/shop

require (
	github.com/go-gormigrate/gormigrate/v2 v2.1.2
	gorm.io/driver/postgres v1.5.7
	gorm.io/gorm v1.25.7
)
