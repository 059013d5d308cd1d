package store

import (
	"context"
	"database/sql"
)

type Credentials struct {
	ID           int64
	PasswordHash string
}

// Login finds the credentials for a login.
func Login(ctx context.Context, db *sql.DB, login string) (c Credentials, err error) {
	row := db.QueryRowContext(ctx, `
		SELECT u.id, u.password_hash
		FROM users u
		WHERE u.username = $1`, login)
	err = row.Scan(&c.ID, &c.PasswordHash)
	return
}
