package models

import "database/sql"

func NameOf(db *sql.DB, id int64) *sql.Row {
	return db.QueryRow("SELECT username FROM users WHERE id = $1", id)
}
