module example.com/club

go 1.22

require (
	github.com/golang-migrate/migrate/v4 v4.17.0
	github.com/doug-martin/goqu/v9 v9.19.0
)
