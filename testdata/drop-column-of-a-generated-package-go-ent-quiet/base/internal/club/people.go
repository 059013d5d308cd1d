package club

import (
	"context"

	"example.com/club/internal/store"
	"example.com/club/internal/store/person"
	"example.com/club/internal/store/team"
)

func Named(ctx context.Context, client *store.Client, name string) ([]*store.Person, error) {
	return client.Person.Query().Where(person.FullNameContains(name)).Order(store.Asc(person.FieldFullName)).All(ctx)
}

func Shown(ctx context.Context, client *store.Client, id int) (string, error) {
	found, err := client.Person.Get(ctx, id)
	if err != nil {
		return "", err
	}
	return found.FullName, nil
}

func Teams(ctx context.Context, client *store.Client, name string) ([]*store.Team, error) {
	return client.Team.Query().Where(team.NickName(name)).All(ctx)
}

func Rename(ctx context.Context, client *store.Client, id int, name string) error {
	return client.Person.UpdateOneID(id).SetFullName(name).Exec(ctx)
}
