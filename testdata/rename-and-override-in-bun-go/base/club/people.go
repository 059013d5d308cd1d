package club

import (
	"context"

	"github.com/uptrace/bun"
)

type Person struct {
	bun.BaseModel `bun:"table:members,alias:m"`

	ID     int64  `bun:",pk,autoincrement"`
	Email  string `bun:",notnull"`
	Handle string `bun:"nick"`
	Nick   string `bun:"short_name"`
}

func ByEmail(ctx context.Context, db *bun.DB, email string) (*Person, error) {
	person := new(Person)
	err := db.NewSelect().Model(person).Where("m.email = ?", email).Scan(ctx)
	return person, err
}

func Greeting(person *Person) string {
	return person.Handle + person.Nick
}

func Rename(ctx context.Context, db *bun.DB, handle, nick string) error {
	person := &Person{Handle: handle, Nick: nick}
	_, err := db.NewUpdate().Model(person).Column("nick", "short_name").WherePK().Exec(ctx)
	return err
}
