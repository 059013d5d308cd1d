package club

import (
	"context"

	"github.com/doug-martin/goqu/v9"
)

type Member struct {
	ID    int64   `db:"id"`
	Email string  `db:"mail"`
	Nick  *string `db:"short_name"`
}

func ByEmail(ctx context.Context, db *goqu.Database, email string) (*Member, error) {
	member := new(Member)
	_, err := db.From("members").Where(goqu.C("mail").Eq(email)).ScanStructContext(ctx, member)
	return member, err
}

func ByNick(db *goqu.Database, nick string) *goqu.SelectDataset {
	return db.From("members").Select("id").Where(goqu.Ex{"short_name": nick, "mail": goqu.Op{"neq": "email"}}, goqu.C("short_name").Neq("nick"))
}

func Sorted() *goqu.SelectDataset {
	return goqu.From("members").Select(goqu.C("short_name").As("nick")).Order(goqu.C("nick").Asc(), goqu.C("mail").Asc())
}

func Rename(id int64, nick string) *goqu.UpdateDataset {
	return goqu.Update("members").Set(goqu.Record{"short_name": nick}).Where(goqu.C("id").Eq(id))
}

func Add(email string) *goqu.InsertDataset {
	return goqu.Insert("members").Cols("mail").Vals(goqu.Vals{email})
}

func Joined() *goqu.SelectDataset {
	return goqu.From("members").Join(goqu.T("teams"), goqu.On(goqu.I("teams.id").Eq(goqu.I("members.id")))).Select(goqu.I("teams.nick"))
}

func Greeting(member *Member) string {
	return member.Email + *member.Nick
}
