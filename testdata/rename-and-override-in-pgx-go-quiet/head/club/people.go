package club

import (
	"context"

	"github.com/jackc/pgx/v5"
)

type Person struct {
	ID     int64
	Email  string  `db:"mail"`
	Nick   *string `db:"short_name"`
	Handle string  `db:"-"`
}

func All(ctx context.Context, conn *pgx.Conn) ([]Person, error) {
	rows, err := conn.Query(ctx, "SELECT * FROM members")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Person])
}

func Greeting(person *Person) string {
	if person.Nick != nil {
		return *person.Nick
	}
	return person.Email
}
