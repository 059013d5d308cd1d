package shop

import (
	"context"

	"github.com/jackc/pgx/v5"
)

type Tag struct {
	ID   int64
	Name string
}

func ByName(ctx context.Context, db *pgx.Conn, name string) (Tag, error) {
	var tag Tag
	query := "SELECT * FROM tags WHERE name = $1"
	err := db.QueryRow(ctx, query, name).Scan(&tag.ID, &tag.Name)
	return tag, err
}

func All(ctx context.Context, db *pgx.Conn) ([]Tag, error) {
	rows, err := db.Query(ctx, "SELECT * FROM tags ORDER BY name")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var tags []Tag
	for rows.Next() {
		var tag Tag
		if err := rows.Scan(&tag.ID, &tag.Name); err != nil {
			return nil, err
		}
		tags = append(tags, tag)
	}
	return tags, rows.Err()
}
