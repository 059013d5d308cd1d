package flow

import (
	"context"

	"github.com/gobuffalo/pop/v6"

	"example.com/flows/tenant"
)

type Flow struct {
	ID       string `db:"id"`
	Messages string `db:"messages"`
}

func (f Flow) TableName(ctx context.Context) string {
	return tenant.TableName(ctx, "recovery_requests")
}

func Save(ctx context.Context, c *pop.Connection, f *Flow) error {
	return c.WithContext(ctx).Create(f)
}
