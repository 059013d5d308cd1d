package clickhouse

import "context"

func (c *Client) Hits(ctx context.Context) (int64, error) {
	query := `
	SELECT toInt64(count()) AS count
	FROM default.hits_v2
	WHERE time >= {since:Int64}
	`
	return c.count(ctx, query)
}
