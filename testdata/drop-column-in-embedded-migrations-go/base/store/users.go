package store

import "database/sql"

func Nick(db *sql.DB, id int64) (nick string, err error) {
	err = db.QueryRow("SELECT nick FROM users WHERE id = $1", id).Scan(&nick)
	return nick, err
}
