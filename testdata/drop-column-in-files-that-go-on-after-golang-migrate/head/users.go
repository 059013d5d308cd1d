package shop

import "database/sql"

func Nickname(db *sql.DB, id int) (name string, err error) {
	err = db.QueryRow("SELECT nickname FROM users WHERE id = $1", id).Scan(&name)
	return name, err
}
