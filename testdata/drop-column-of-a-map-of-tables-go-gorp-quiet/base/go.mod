module example.com/shop

go 1.22

require (
	github.com/go-gorp/gorp/v3 v3.1.0
	github.com/jackc/pgx/v5 v5.5.0
)
