module example.com/club

go 1.22

require (
	github.com/golang-migrate/migrate/v4 v4.17.0
	github.com/Masterminds/squirrel v1.5.4
	github.com/jmoiron/sqlx v1.3.5
)
