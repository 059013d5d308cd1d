package blog

import (
	"context"
	"database/sql"

	"github.com/volatiletech/sqlboiler/v4/boil"
	"github.com/volatiletech/sqlboiler/v4/queries/qm"

	"example.com/blog/models"
)

func Scored(ctx context.Context, db *sql.DB) (models.PostSlice, error) {
	return models.Posts(models.PostWhere.Score.GT(3), qm.OrderBy(models.PostColumns.Score)).All(ctx, db)
}

func Written(ctx context.Context, db *sql.DB) (models.PostSlice, error) {
	return models.Posts(qm.Where("title <> ''"), qm.And("score > ?", 3)).All(ctx, db)
}

func Sum(ctx context.Context, db *sql.DB) (int, error) {
	posts, err := models.Posts().All(ctx, db)
	if err != nil {
		return 0, err
	}
	sum := 0
	for _, post := range posts {
		sum += post.Score.Int
	}
	return sum, nil
}

func Of(ctx context.Context, db *sql.DB, id int64) (int, error) {
	post, err := models.FindPost(ctx, db, id)
	if err != nil {
		return 0, err
	}
	return post.Score.Int, nil
}

func Save(ctx context.Context, db *sql.DB, post *models.Post) error {
	_, err := post.Update(ctx, db, boil.Whitelist(models.PostColumns.Title))
	return err
}

func Best(ctx context.Context, db *sql.DB) (models.WriterSlice, error) {
	return models.Writers(models.WriterWhere.Score.GT(3), qm.Where("score < 10"), qm.OrderBy(models.WriterColumns.Score)).All(ctx, db)
}
