package store

import "gorm.io/gorm"

func Best(db *gorm.DB) (found []Post, err error) {
	err = db.Where("rating > ?", 3).Find(&found).Error
	return found, err
}
