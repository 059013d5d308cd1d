module example.com/club

go 1.22

require (
	github.com/golang-migrate/migrate/v4 v4.17.0
	gorm.io/gorm v1.25.7
)
