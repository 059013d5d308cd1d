package migrations

import (
	"github.com/go-gormigrate/gormigrate/v2"
	"gorm.io/gorm"
)

func createCustomers() *gormigrate.Migration {
	type Customer struct {
		gorm.Model
		Email    string `gorm:"not null"`
		NickName string
		Points   int
	}
	return &gormigrate.Migration{
		ID: "202401010900",
		Migrate: func(tx *gorm.DB) error {
			return tx.AutoMigrate(&Customer{})
		},
		Rollback: func(tx *gorm.DB) error {
			return tx.Migrator().DropTable("customers")
		},
	}
}
