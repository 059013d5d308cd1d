package migrations

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

func init() {
	goose.AddMigrationContext(upNickname, downNickname)
}

func upNickname(ctx context.Context, tx *sql.Tx) error {
	return dropColumn(ctx, tx, "users", "nickname")
}

func downNickname(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "ALTER TABLE users ADD COLUMN nickname text")
	return err
}
