package shop

import "github.com/jmoiron/sqlx"

type Note struct {
	ID      string `db:"id"`
	Content string `db:"content"`
	Author  string `db:"author"`
}

func Fetch(db *sqlx.DB, id string) (*Note, error) {
	note := Note{ID: id}
	err := db.Get(&note, "SELECT id, content, author FROM notes WHERE id = $1", id)
	return &note, err
}
