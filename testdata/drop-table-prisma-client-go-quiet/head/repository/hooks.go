package repository

func (r *hooks) ByID(id string) (*db.GitlabHookModel, error) {
	return r.client.GitlabHook.FindUnique(db.GitlabHook.ID.Equals(id)).Exec(context.Background())
}

type GithubHook struct {
	ID string
}
