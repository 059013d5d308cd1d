package store

import (
	"context"
	"database/sql"
)

// Hide takes an order out of the lists.
func Hide(ctx context.Context, db *sql.DB, id int64) error {
	_, err := db.ExecContext(ctx, `UPDATE orders SET status = 'paid' WHERE id = $1`, id)
	return err
}
