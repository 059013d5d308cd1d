package store

type Post struct {
	ID     int64  `json:"id"`
	Title  string `json:"title"`
}

func (Post) TableName() string { return "posts" }

// A document of another store, which has a name like the table's.
type Review struct {
	ID     string `bson:"_id"`
	Rating int    `bson:"rating"`
}

func (Review) TableName() string { return "posts" }
