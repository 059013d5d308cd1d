package club

import (
	"context"

	"github.com/uptrace/bun"
)

type Person struct {
	bun.BaseModel `bun:"table:members,alias:m"`

	ID    int64  `bun:",pk,autoincrement"`
	Email string `bun:"email,notnull"`
}

func Reachable(ctx context.Context, db *bun.DB) ([]Person, error) {
	var people []Person
	err := db.NewSelect().Model(&people).Where("email IS NOT NULL").OrderExpr("email ASC").Scan(ctx)
	return people, err
}
