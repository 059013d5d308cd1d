package shop

import (
	"context"
	"database/sql"
)

type Tag struct {
	ID   int64
	Name string
}

// ByName lists its columns.
func ByName(ctx context.Context, db *sql.DB, name string) (Tag, error) {
	var tag Tag
	err := db.QueryRowContext(ctx, "SELECT id, name FROM tags WHERE name = $1", name).Scan(&tag.ID, &tag.Name)
	return tag, err
}

// Has asks for no columns of the table.
func Has(ctx context.Context, db *sql.DB) (bool, error) {
	var has bool
	err := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT * FROM tags)").Scan(&has)
	return has, err
}

// Note is of another table.
func Note(ctx context.Context, db *sql.DB, id int64) (string, error) {
	var body string
	err := db.QueryRowContext(ctx, "SELECT * FROM notes WHERE id = $1", id).Scan(&id, &body)
	return body, err
}
