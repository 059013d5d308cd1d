package store

import (
	"context"
	"database/sql"
)

// Save adds a user or changes the password.
func Save(ctx context.Context, db *sql.DB, email, hash string) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO users (email, password_hash) VALUES ($1, $2)
		ON CONFLICT (email) DO UPDATE SET password_hash = excluded.password_hash`, email, hash)
	return err
}
