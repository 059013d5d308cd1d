package club

import (
	"context"

	"example.com/club/internal/store"
	"example.com/club/internal/store/person"
	"example.com/club/internal/store/team"
)

func Named(ctx context.Context, client *store.Client, name string) ([]*store.Person, error) {
	return client.Person.Query().Where(person.NickNameContains(name)).Order(store.Asc(person.FieldNickName)).All(ctx)
}

func Shown(ctx context.Context, client *store.Client, id int) (string, error) {
	found, err := client.Person.Get(ctx, id)
	if err != nil {
		return "", err
	}
	return found.NickName, nil
}

func Teams(ctx context.Context, client *store.Client, name string) ([]*store.Team, error) {
	return client.Team.Query().Where(team.NickName(name)).All(ctx)
}

func Join(ctx context.Context, client *store.Client, id, teamID int) error {
	return client.Person.UpdateOneID(id).SetTeamID(teamID).SetNickName("new").Exec(ctx)
}

func Alone(ctx context.Context, client *store.Client) ([]*store.Person, error) {
	return client.Person.Query().Where(person.Not(person.HasTeam())).All(ctx)
}
