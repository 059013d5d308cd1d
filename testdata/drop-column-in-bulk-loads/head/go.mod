module blog

require (
	github.com/jackc/pgx/v5 v5.0.0
	github.com/lib/pq v1.10.0
)
