package store

import "database/sql"

// Names reads the names.
func Names(db *sql.DB) (*sql.Rows, error) {
	return db.Query("SELECT username FROM public.users")
}
