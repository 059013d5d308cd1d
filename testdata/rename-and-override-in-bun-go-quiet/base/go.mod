module example.com/club

go 1.22

require (
	github.com/golang-migrate/migrate/v4 v4.17.0
	github.com/uptrace/bun v1.1.17
)
