package web

import (
	"example.com/shop/store"
)

// Page shows users.
type Page struct {
	*store.Session
	users store.Users
}

// Title is the name at the top.
func (p *Page) Title() string {
	return p.Session.Current.Nickname
}

// Name is the name of one user.
func (p *Page) Name(id int64) (string, error) {
	user, err := p.users.Find(id)
	if err != nil {
		return "", err
	}
	return user.Nickname, nil
}

// Names are those of all.
func (p *Page) Names() (names []string) {
	all, _ := p.users.All()
	for _, user := range all {
		names = append(names, user.Nickname)
	}
	return names
}
