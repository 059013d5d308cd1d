package store

type Post struct {
	ID     int64  `json:"id"`
	Title  string `json:"title"`
	Rating int    `json:"rating"`
}

func (Post) TableName() string { return "posts" }
