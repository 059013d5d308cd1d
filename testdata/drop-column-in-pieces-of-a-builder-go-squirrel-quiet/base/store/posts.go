package store

import (
	"database/sql"
	"fmt"
	"strings"

	sq "github.com/Masterminds/squirrel"
)

// A key that is a constant.
func Scored(db *sql.DB, score int) (*sql.Rows, error) {
	return sq.Select("id").From("writers").Where(sq.Eq{colScore: score}).RunWith(db).Query()
}

// A list that stands in another file.
func Listed(db *sql.DB) (*sql.Rows, error) {
	return sq.Select(postColumns...).From(postsTable).RunWith(db).Query()
}

// What is written where the row is there already.
func Save(db *sql.DB, id int64, title string) error {
	insert := sq.Insert(postsTable).Columns("id", "title").Values(id, title)
	_, err := insert.Suffix("ON CONFLICT (id) DO UPDATE SET title = EXCLUDED.title").RunWith(db).Exec()
	return err
}

// A joined table with an alias.
func Best(db *sql.DB) (*sql.Rows, error) {
	return sq.Select("w.name").From("writers w").Join("posts p ON p.writer_id = w.id").Where("w.score > ?", 3).RunWith(db).Query()
}

// An expression with a name.
func Highest(db *sql.DB) (*sql.Rows, error) {
	return sq.Select("name").Column(sq.Alias(sq.Expr("max(score)"), "highest")).From("writers").GroupBy("name").RunWith(db).Query()
}

// Conditions in a list that grows.
func Find(db *sql.DB, title string, score int) (*sql.Rows, error) {
	var where []string
	var args []any
	if title != "" {
		args = append(args, title)
		where = append(where, fmt.Sprintf("name = $%d", len(args)))
	}
	if score > 0 {
		args = append(args, score)
		where = append(where, fmt.Sprintf("score > $%d", len(args)))
	}
	return db.Query("SELECT id FROM writers WHERE "+strings.Join(where, " AND "), args...)
}
