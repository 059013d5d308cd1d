package g
func A(db *sql.DB) {
	db.Query("SELECT average_total($1)", 1)
	db.Exec("CALL average_total($1)", 1)
}
