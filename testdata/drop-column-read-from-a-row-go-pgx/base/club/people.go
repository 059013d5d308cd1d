package club

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jmoiron/sqlx"
)

func Names(ctx context.Context, conn *pgx.Conn) ([]any, error) {
	rows, err := conn.Query(ctx, "SELECT * FROM users ORDER BY id")
	if err != nil {
		return nil, err
	}
	people, err := pgx.CollectRows(rows, pgx.RowToMap)
	if err != nil {
		return nil, err
	}
	var names []any
	for _, person := range people {
		names = append(names, person["nick"])
	}
	return names, nil
}

func Name(db *sqlx.DB, id int64) (any, error) {
	person := map[string]any{}
	err := db.QueryRowx("SELECT * FROM users WHERE id = $1", id).MapScan(person)
	return person["nick"], err
}
