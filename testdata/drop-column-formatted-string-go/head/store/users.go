package store

import (
	"database/sql"
	"fmt"
	"strings"
)

var columns = []string{"id", "username"}

// All reads every user.
func All(db *sql.DB, table string) (*sql.Rows, error) {
	return db.Query(fmt.Sprintf("SELECT %s FROM users ORDER BY id", strings.Join(columns, ", ")))
}
