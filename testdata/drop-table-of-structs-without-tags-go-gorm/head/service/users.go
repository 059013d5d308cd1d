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
	token := &model.Token{Secret: secret}
	if err := s.db.WithContext(ctx).Create(token).Error; err != nil {
		return err
	}
	return s.db.Delete(&model.Token{}, "expires_at < now()").Error
}
