package store

import "database/sql"

func Email(db *sql.DB, id int64) (email string, err error) {
	err = db.QueryRow("SELECT email FROM users WHERE id = $1", id).Scan(&email)
	return email, err
}
