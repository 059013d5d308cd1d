package store

import "example.com/shop/models"

// Users reads and writes users. The nickname is theirs.
type Users interface {
	Find(id int64) (*models.User, error)
	All() ([]models.User, error)
}

// Session is what a request has. Its user's nickname is shown.
type Session struct {
	Current *models.User
}
