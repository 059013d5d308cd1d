package migrations

import (
	"github.com/go-gormigrate/gormigrate/v2"
	"gorm.io/gorm"
)

func dropNickName() *gormigrate.Migration {
	type Customer struct {
		NickName string
	}
	return &gormigrate.Migration{
		ID: "202402010900",
		Migrate: func(tx *gorm.DB) error {
			return tx.Migrator().DropColumn(&Customer{}, "NickName")
		},
		Rollback: func(tx *gorm.DB) error {
			return tx.Migrator().DropColumn(&Customer{}, "Points")
		},
	}
}
