package club

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jmoiron/sqlx"
)

func Mails(ctx context.Context, conn *pgx.Conn) ([]any, error) {
	rows, err := conn.Query(ctx, "SELECT * FROM users ORDER BY id")
	if err != nil {
		return nil, err
	}
	people, err := pgx.CollectRows(rows, pgx.RowToMap)
	if err != nil {
		return nil, err
	}
	labels := map[string]string{"nick": "Name"}
	var mails []any
	for _, person := range people {
		mails = append(mails, person["email"], labels["nick"])
	}
	return mails, nil
}

func Team(db *sqlx.DB, id int64) (any, error) {
	team := map[string]any{}
	err := db.QueryRowx("SELECT * FROM teams WHERE id = $1", id).MapScan(team)
	return team["nick"], err
}
