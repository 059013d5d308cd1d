package club

import (
	"context"

	"example.com/club/ent"
	"example.com/club/ent/person"
	"example.com/club/ent/team"
)

func Named(ctx context.Context, client *ent.Client, name string) ([]*ent.Person, error) {
	return client.Person.Query().Where(person.NickName(name), person.Not(person.NickNameIsNil())).All(ctx)
}

func Teams(ctx context.Context, client *ent.Client, name string) ([]*ent.Team, error) {
	return client.Team.Query().Where(team.NickName(name)).All(ctx)
}

func Rename(ctx context.Context, client *ent.Client, id int, name string) error {
	return client.Person.UpdateOneID(id).SetNickName(name).Exec(ctx)
}

func Call(ctx context.Context, client *ent.Client, id int, name string) error {
	return client.Team.UpdateOneID(id).SetNickName(name).Exec(ctx)
}

func Shown(ctx context.Context, client *ent.Client, id int) (string, error) {
	found, err := client.Person.Get(ctx, id)
	if err != nil {
		return "", err
	}
	return found.NickName, nil
}
