package migrations

import (
	"context"
	"database/sql"
)

type (
	step      func() error
	statement func(text string) step
)

func statements(ctx context.Context, tx *sql.Tx) statement {
	return func(text string) step {
		return func() error {
			_, err := tx.ExecContext(ctx, text)
			return err
		}
	}
}

func run(steps ...step) error {
	for _, one := range steps {
		if err := one(); err != nil {
			return err
		}
	}
	return nil
}
