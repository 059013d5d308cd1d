package store

import "database/sql"

// Names gives the name of each user.
func Names(db *sql.DB) (*sql.Rows, error) {
	return db.Query("SELECT id, nickname FROM users")
}
