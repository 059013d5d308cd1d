package g
type Titles struct { db *sql.DB; table string }
func NewTitles(db *sql.DB) *Titles { return &Titles{db: db, table: "posts"} }
func (r *Titles) All() { r.db.Query("SELECT title FROM " + r.table) }
