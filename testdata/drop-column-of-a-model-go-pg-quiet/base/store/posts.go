package store

import "github.com/go-pg/pg/v10"

func Scored(db *pg.DB, score int) ([]Post, error) {
	var posts []Post
	err := db.Model(&posts).Column("id", "title").Where("id > ?", score).Select()
	return posts, err
}

func Reset(db *pg.DB) error {
	_, err := db.Model((*Post)(nil)).Set("title = ?", "").Where("title IS NOT NULL").Update()
	return err
}

func Points(db *pg.DB, id int64) (int, error) {
	post := &Post{ID: id}
	err := db.Model(post).WherePK().Select()
	return post.Points, err
}

func Writers(db *pg.DB) ([]Writer, error) {
	var writers []Writer
	return writers, db.Model(&writers).Where("score > 3").Select()
}
