package store

import "database/sql"

func names(db *sql.DB) (*sql.Rows, error) {
	return db.Query("SELECT id, email FROM users")
}
