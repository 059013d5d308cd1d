package club

import (
	"context"

	"github.com/uptrace/bun"
)

type Person struct {
	bun.BaseModel `bun:"table:members,alias:m"`

	ID    int64  `bun:",pk,autoincrement"`
	Email string `bun:"mail,notnull"`
	Nick  string `bun:"short_name"`
}

func ByEmail(ctx context.Context, db *bun.DB, email string) (*Person, error) {
	person := new(Person)
	err := db.NewSelect().Model(person).Where("m.mail = ?", email).Scan(ctx)
	return person, err
}

func Short(ctx context.Context, db *bun.DB) ([]Person, error) {
	var people []Person
	err := db.NewRaw("SELECT m.id, n.nick FROM members AS m JOIN (SELECT ? AS nick) AS n ON n.nick = m.short_name WHERE m.mail = ?", "x", "y").Scan(ctx, &people)
	return people, err
}

func Greeting(person *Person) string {
	return person.Email + person.Nick
}

func Rename(ctx context.Context, db *bun.DB, nick string) error {
	person := &Person{Nick: nick}
	_, err := db.NewUpdate().Model(person).Column("short_name").WherePK().Exec(ctx)
	return err
}
