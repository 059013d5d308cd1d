package store

import "gorm.io/gorm"

func Best(db *gorm.DB) (found []Post, err error) {
	err = db.Where("title > ?", 3).Find(&found).Error
	return found, err
}

func First(db *gorm.DB) (first, last *Post, err error) {
	first, last = &Post{}, &Post{}
	err = db.First(first).Error
	return
}

func Rating(db *gorm.DB) (post Post) {
	db.First(&post)
	show(post.Title)
	return
}
