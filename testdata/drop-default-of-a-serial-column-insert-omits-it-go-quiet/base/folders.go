package app

import "database/sql"

func add(db *sql.DB, id, email string) error {
	_, err := db.Exec("INSERT INTO folders (id, email) VALUES ($1, $2)", id, email)
	return err
}
