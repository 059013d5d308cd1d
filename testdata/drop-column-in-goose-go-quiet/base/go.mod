module example.com/shop

go 1.24

require (
	github.com/lib/pq v1.10.9
	github.com/pressly/goose/v3 v3.24.0
)
