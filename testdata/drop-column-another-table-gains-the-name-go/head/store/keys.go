package store

import "database/sql"

func Keys(db *sql.DB) (*sql.Rows, error) {
	return db.Query(`SELECT p.device_id, s.state FROM peers p JOIN sessions s ON s.device_id = p.device_id WHERE shared_key IS NOT NULL`)
}
