module example.com/club

go 1.24

require (
	github.com/doug-martin/goqu/v9 v9.19.0
	github.com/golang-migrate/migrate/v4 v4.18.1
	github.com/lib/pq v1.10.9
)
