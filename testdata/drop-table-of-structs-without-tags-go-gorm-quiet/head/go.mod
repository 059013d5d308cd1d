module example.com/shop

go 1.22

require (
	gorm.io/gorm v1.25.0
	github.com/jackc/pgx/v5 v5.5.0
)
