package club

import (
	"context"

	"github.com/doug-martin/goqu/v9"
)

type Member struct {
	ID     int64   `db:"id"`
	Email  string  `db:"email"`
	Handle *string `db:"nick"`
	Nick   *string `db:"short_name"`
}

func ByEmail(ctx context.Context, db *goqu.Database, email string) (*Member, error) {
	member := new(Member)
	_, err := db.From("members").Where(goqu.C("email").Eq(email)).ScanStructContext(ctx, member)
	return member, err
}

func ByNick(db *goqu.Database, nick string) *goqu.SelectDataset {
	return db.From("members").Select("id").Where(goqu.Ex{"nick": nick, "short_name": nick})
}

func Sorted() *goqu.SelectDataset {
	return goqu.From("members").Select(goqu.I("members.nick")).Order(goqu.C("email").Asc())
}

func Rename(id int64, handle string) *goqu.UpdateDataset {
	return goqu.Update("members").Set(goqu.Record{"nick": handle}).Where(goqu.C("id").Eq(id))
}

func Add(email string) *goqu.InsertDataset {
	return goqu.Insert("members").Cols("email").Vals(goqu.Vals{email})
}

func Greeting(member *Member) string {
	return *member.Handle + *member.Nick
}
