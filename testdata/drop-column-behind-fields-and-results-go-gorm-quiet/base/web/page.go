package web

import (
	"example.com/shop/api"
	"example.com/shop/models"
	"example.com/shop/store"
)

// Page shows users.
type Page struct {
	*store.Session
	users store.Users
}

// Title is the name at the top: not that of a row.
func (p *Page) Title(user *api.User) string {
	return user.Nickname + p.Session.Current.Email
}

// Name is the name that the outside sees.
func (p *Page) Name(row *models.User) (api.User, error) {
	user, err := api.Load()
	if err != nil {
		return api.User{Nickname: row.Email}, err
	}
	return api.User{Nickname: user.Nickname}, nil
}
