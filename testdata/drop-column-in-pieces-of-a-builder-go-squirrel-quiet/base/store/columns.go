package store

const (
	postsTable = "posts"
	colScore   = "score"
)

var postColumns = []string{"id", "title"}
