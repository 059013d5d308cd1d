package g
func A(db *sql.DB) {
	db.Query("SELECT account_total($1)", 1)
	db.Exec("CALL account_total($1)", 1)
}
