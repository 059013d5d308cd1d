package shop

import (
	"database/sql"
	"fmt"
)

func Rename(db *sql.DB, id int, name string) error {
	if _, err := db.Exec("UPDATE channel_list SET name = $1 WHERE id = $2", name, id); err != nil {
		return fmt.Errorf("update channel-list %d error: %s", id, err)
	}
	return nil
}
