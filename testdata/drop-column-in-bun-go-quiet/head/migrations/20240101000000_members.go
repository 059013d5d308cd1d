package migrations

import (
	"context"

	"github.com/uptrace/bun"
)

func init() {
	Migrations.MustRegister(func(ctx context.Context, db *bun.DB) error {
		_, err := db.ExecContext(ctx, "CREATE TABLE members (id BIGSERIAL PRIMARY KEY, email TEXT NOT NULL, phone TEXT)")
		return err
	}, func(ctx context.Context, db *bun.DB) error {
		_, err := db.NewDropTable().Table("members").Exec(ctx)
		return err
	})
}
