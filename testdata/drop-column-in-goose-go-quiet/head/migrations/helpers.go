package migrations

import (
	"context"
	"database/sql"
	"fmt"
)

func dropColumn(ctx context.Context, tx *sql.Tx, table, column string) error {
	_, err := tx.ExecContext(ctx, fmt.Sprintf("ALTER TABLE %s DROP COLUMN %s", table, column))
	return err
}
