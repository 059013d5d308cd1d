package store

import (
	"context"
	"database/sql"
)

// Find reads one user.
func Find(ctx context.Context, db *sql.DB, id int64) *sql.Row {
	return db.QueryRowContext(ctx, "SELECT "+userColumns+" FROM users WHERE id = $1", id)
}
