package store

// Post names its table itself, and a column where its name is another.
type Post struct {
	tableName struct{} `pg:"posts,alias:p"`

	ID       int64 `pg:",pk"`
	WriterID int64
	Writer   *Writer `pg:"rel:has-one"`
	Title    string
	Points   int `pg:"-"`
}

// Writer is table writers by the naming rules.
type Writer struct {
	ID    int64 `pg:",pk"`
	Name  string
	Score int
}
