package f

import "context"

func A(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.LoadType(ctx, "mood")
	_, err = conn.Exec(ctx, "UPDATE users SET state = $1::mood WHERE id = $2", "sad", 1)
	return err
}
