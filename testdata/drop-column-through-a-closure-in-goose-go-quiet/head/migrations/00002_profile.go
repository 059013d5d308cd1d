package migrations

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

func init() {
	goose.AddMigrationContext(upProfile, downProfile)
}

func upProfile(ctx context.Context, tx *sql.Tx) error {
	execute := statements(ctx, tx)
	return run(
		dropCity(execute),
		execute(`
alter table users add column bio text;
alter table users
	drop column nickname;
`),
	)
}

func dropCity(execute statement) step {
	return execute("alter table users drop column city")
}

func downProfile(ctx context.Context, tx *sql.Tx) error {
	return nil
}
