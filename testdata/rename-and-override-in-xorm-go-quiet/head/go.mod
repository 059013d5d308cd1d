module example.com/club

go 1.22

require (
	github.com/golang-migrate/migrate/v4 v4.17.0
	xorm.io/xorm v1.3.8
)
