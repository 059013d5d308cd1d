package club

import (
	"context"

	"example.com/club/ent"
	"example.com/club/ent/person"
)

func ByEmail(ctx context.Context, client *ent.Client, email string) (*ent.Person, error) {
	return client.Person.Query().Where(person.EmailEQ(email)).Only(ctx)
}

func ByNick(ctx context.Context, client *ent.Client, nick string) ([]*ent.Person, error) {
	return client.Person.Query().Where(person.NickContains(nick)).Order(ent.Asc(person.FieldNick)).All(ctx)
}

func Add(ctx context.Context, client *ent.Client, email, nick string) (*ent.Person, error) {
	return client.Person.Create().SetEmail(email).SetNick(nick).Save(ctx)
}

func Greeting(p *ent.Person) string {
	return p.Email + p.Nick
}
