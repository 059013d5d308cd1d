package repository

func (r *hooks) ByID(id string) (*db.GithubHookModel, error) {
	return r.client.GithubHook.FindUnique(db.GithubHook.ID.Equals(id)).Exec(context.Background())
}
