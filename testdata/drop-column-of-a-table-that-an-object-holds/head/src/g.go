package g
type Repo struct { db *sql.DB; table string }
func NewRepo(db *sql.DB) *Repo { return &Repo{db: db, table: "posts"} }
func (r *Repo) Best() { r.db.Query("SELECT id FROM " + r.table + " WHERE rating = 5") }
