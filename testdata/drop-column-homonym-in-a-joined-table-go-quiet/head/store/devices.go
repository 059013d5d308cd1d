package store

import (
	"context"
	"database/sql"
)

// Owners reads who owns a device.
func Owners(ctx context.Context, db *sql.DB) (*sql.Rows, error) {
	return db.QueryContext(ctx, `
		SELECT d.username
		FROM users u
		JOIN devices d ON d.owner_id = u.id`)
}
