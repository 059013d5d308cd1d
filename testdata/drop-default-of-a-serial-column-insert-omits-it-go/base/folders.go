package app

import "database/sql"

func add(db *sql.DB, id, email string) error {
	_, err := db.Exec("INSERT INTO folders (email) VALUES ($1)", email)
	return err
}
