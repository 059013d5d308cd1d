package store

import (
	"context"

	sq "github.com/Masterminds/squirrel"
	"github.com/jmoiron/sqlx"
)

const userColumns = "id, email, username, password_hash"

type User struct {
	ID           int64  `db:"id"`
	Email        string `db:"email"`
	Username     string `db:"username"`
	PasswordHash string `db:"password_hash"`
}

type Users struct {
	db *sqlx.DB
}

// ByLogin finds the user who logs in.
func (s *Users) ByLogin(ctx context.Context, login string) (*User, error) {
	query, args, err := sq.Select(userColumns).From("users").Where(sq.Eq{"username": login}).PlaceholderFormat(sq.Dollar).ToSql()
	if err != nil {
		return nil, err
	}
	user := new(User)
	return user, s.db.GetContext(ctx, user, query, args...)
}
