package blog

import (
	"database/sql"

	. "github.com/go-jet/jet/v2/postgres"

	"example.com/blog/gen/blog/public/model"
	"example.com/blog/gen/blog/public/table"
)

func Scored(db *sql.DB) ([]model.Posts, error) {
	var posts []model.Posts
	err := SELECT(table.Posts.AllColumns).FROM(table.Posts).WHERE(table.Posts.WriterID.GT(Int(3))).Query(db, &posts)
	return posts, err
}

func Reset(db *sql.DB) error {
	_, err := table.Posts.UPDATE(table.Posts.WriterID).SET(0).WHERE(table.Posts.ID.GT(Int(0))).Exec(db)
	return err
}

func Sum(posts []model.Writers) int32 {
	var sum int32
	for _, post := range posts {
		sum += *post.Score
	}
	return sum
}

func Best(db *sql.DB) ([]model.Writers, error) {
	var writers []model.Writers
	err := SELECT(table.Writers.AllColumns).FROM(table.Writers).WHERE(table.Writers.Score.GT(Int(3))).Query(db, &writers)
	return writers, err
}
