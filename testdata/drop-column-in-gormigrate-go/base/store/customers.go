package store

import "gorm.io/gorm"

type Customer struct {
	gorm.Model
	Email    string
	NickName string
	Points   int
}

type Tag struct {
	ID       uint   `gorm:"primaryKey"`
	NickName string
}

func Find(db *gorm.DB, name string) ([]Customer, error) {
	var customers []Customer
	err := db.Where("nick_name = ?", name).Order("points DESC").Find(&customers).Error
	return customers, err
}

func Names(db *gorm.DB) ([]string, error) {
	var names []string
	query := db.Model(&Customer{}).Where("points > 0")
	err := query.Pluck("nick_name", &names).Error
	return names, err
}

func Tags(db *gorm.DB, name string) ([]Tag, error) {
	var tags []Tag
	err := db.Where("nick_name = ?", name).Find(&tags).Error
	return tags, err
}
