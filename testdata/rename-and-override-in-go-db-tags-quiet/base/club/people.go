package club

import (
	"context"

	sq "github.com/Masterminds/squirrel"
	"github.com/jmoiron/sqlx"
)

type Member struct {
	ID    int64   `db:"id"`
	Email string  `db:"mail"`
	Nick  *string `db:"short_name"`
}

func ByEmail(ctx context.Context, db *sqlx.DB, email string) (*Member, error) {
	query, args, err := sq.Select("*").From("members").Where(sq.Eq{"mail": email}).ToSql()
	if err != nil {
		return nil, err
	}
	member := new(Member)
	return member, db.GetContext(ctx, member, query, args...)
}

func Greeting(member *Member) string {
	if member.Nick != nil {
		return *member.Nick
	}
	return member.Email
}

func Rename(ctx context.Context, db *sqlx.DB, id int64, nick string) error {
	query, args, err := sq.Update("members").Set("short_name", nick).Where(sq.Eq{"id": id}).ToSql()
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, query, args...)
	return err
}
