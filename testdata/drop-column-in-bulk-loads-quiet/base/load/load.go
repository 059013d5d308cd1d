package load

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
	"github.com/lib/pq"
)

func Load(ctx context.Context, conn *pgx.Conn, rows [][]any) {
	conn.CopyFrom(ctx, pgx.Identifier{"reviews"}, []string{"id", "rating"}, pgx.CopyFromRows(rows))
}

func LoadOld(tx *sql.Tx) {
	tx.Prepare(pq.CopyIn("reviews", "id", "rating"))
}
