package club

import (
	"context"

	"example.com/club/ent"
	"example.com/club/ent/person"
)

func ByEmail(ctx context.Context, client *ent.Client, email string) (*ent.Person, error) {
	return client.Person.Query().Where(person.EmailEQ(email)).Only(ctx)
}

func ByHandle(ctx context.Context, client *ent.Client, handle string) ([]*ent.Person, error) {
	return client.Person.Query().Where(person.HandleContains(handle)).Order(ent.Asc(person.FieldNick)).All(ctx)
}

func Add(ctx context.Context, client *ent.Client, email, nick string) (*ent.Person, error) {
	return client.Person.Create().SetEmail(email).SetHandle(nick).SetNick(nick).Save(ctx)
}

func Greeting(p *ent.Person) string {
	return p.Handle + p.Nick
}
