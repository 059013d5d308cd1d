package store

import (
	"database/sql"
	"fmt"
	"strings"
)

func list(db *sql.DB, least int) {
	var query strings.Builder
	query.WriteString("SELECT id FROM reviews")
	if least > 0 {
		query.WriteString(" WHERE rating > $1")
	}
	db.Query(query.String(), least)
}

func sorted(db *sql.DB) {
	var query strings.Builder
	fmt.Fprintf(&query, "SELECT id FROM %s", "reviews")
	fmt.Fprintf(&query, " ORDER BY rating")
	db.Query(query.String())
}
