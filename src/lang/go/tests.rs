//! What snippets of Go lower to.

use crate::lang::tree::tests::check;

#[test]
fn lowers_to_the_common_tree() {
    check(
        &super::GO,
        &[
            (
                r###"package a
import (
	"context"
	sq "github.com/Masterminds/squirrel"
	. "x/y/v2"
)"###,
                r###"
                import context as context
                import github.com/Masterminds/squirrel as sq
                import x/y/v2 [*] as *
                "###,
            ),
            (
                r###"package a
type User struct {
	Base
	*pkg.Other `gorm:"embedded"`
	ID   int64 `db:"id" json:"id,omitempty"`
	A, B string "db:\"ab\""
	Addr struct { Street string `db:"street"` }
}
type Users []User
type Admin User
type Box[T any] struct { V T }
type Store interface { Find(id int64) (*User, error); Base }"###,
                r###"
                struct User < Base < pkg.Other
                  field Other: pkg.Other @(call gorm "embedded")
                  field ID: int64 @(call db "id") @(call json "id,omitempty")
                  field A: string @(call db "ab")
                  field B: string @(call db "ab")
                  field Addr: struct { Street string `db:"street"` }
                struct User.Addr
                  field Street: string @(call db "street")
                alias Users
                alias Admin < User
                struct Box
                  field V: T
                interface Store < Base
                fn Store.Find of Store (id: int64) -> (*User, error)
                "###,
            ),
            (
                r###"package a
const (
	a = "x"
	b, c = iota, 2
)
const q = `SELECT id FROM users` + "\nWHERE x"
var _ Store = (*User)(nil)"###,
                r###"
                top (let a = "x")
                top (let [b c] = [#iota #2])
                top (let q = (+ "SELECT id FROM users" "\n|WHERE x"))
                top (let _: Store = (call User #nil))
                "###,
            ),
            (
                r###"package a
func (s *Store[T]) Find(ctx context.Context, ids ...int64) (u *User, err error) {
	type row struct { Email string `db:"email"` }
	x, err := s.db.Query(ctx, "a \"email\"", ids[0])
	for _, r := range rows { u.Email = r.Email; n += 1 }
	go s.run(&u.Email, *p.Name)
	var v User
	return &v, nil
}
type Store struct{}"###,
                r###"
                struct Store.Find.row
                  field Email: string @(call db "email")
                struct Store
                fn Store.Find of Store (s: *Store[T], ctx: context.Context, ids: ...int64) -> (u *User, err error)
                  (let [x err] = (call s.db.Query ctx "a |\"|email|\"" (index ids #0)))
                  (seq (let r = (index rows _)) (seq (set u.Email = r.Email) (set n += #1)))
                  (seq (call s.run u.Email p.Name))
                  (let v: User = _)
                  (return [v #nil])
                "###,
            ),
            (
                r###"package a
func f() {
	us := []*User{{Email: "x", M: y}, &User{Email: z}}
	m := map[string]map[string]User{"email": {"b": {Email: w}}, key: nil}
	e := sq.Eq{"users.email": 1, a + b: 2}
	t := []struct{ name string }{{name: "a"}}
	fn := func(t *Tx) error { return t.Exec(q) }
	y, z := Get[User](db), pkg.Get[User, int](db)
	s := db.Select("id").From("users").Where(sq.Eq{"id": 1})
}"###,
                r###"
                struct f
                  field name: string
                fn f ()
                  (let us: []*User = [(new User Email="x" M=y) (new User Email=z)])
                  (let m: map[string]map[string]User = {email: {b: (new User Email=w)}, [key]: #nil})
                  (let e = (new sq.Eq users.email=#1 (seq (+ a b) #2)))
                  (let t: []struct{ name string } = [(new  name="a")])
                  (let fn = (fn (t: *Tx) (return (call t.Exec q))))
                  (let [y z] = [(call Get <User> db) (call pkg.Get <User, int> db)])
                  (let s = (call (. (call (. (call db.Select "id") From) "users") Where) (new sq.Eq id=#1)))
                "###,
            ),
            (
                r###"package a
func f() { x := T{ }"###,
                r###"
                fn f ()
                  (let x = (new T))
                error 30..30
                "###,
            ),
        ],
    );
}
