package service

import (
	"context"

	"gorm.io/gorm"

	"example.com/shop/model"
)

type Users struct {
	db *gorm.DB
}

func (s *Users) LetIn(ctx context.Context, secret string) error {
	store.Create(&model.Token{Secret: secret})
	return s.db.WithContext(ctx).Create(&model.User{Name: secret}).Error
}
