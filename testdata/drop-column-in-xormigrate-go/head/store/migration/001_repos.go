package migration

import (
	"src.techknowlogick.com/xormigrate"
	"xorm.io/xorm"
)

var repos = xormigrate.Migration{
	ID: "repos",
	MigrateSession: func(sess *xorm.Session) error {
		_, err := sess.Exec("CREATE TABLE repos (id BIGSERIAL PRIMARY KEY, name TEXT NOT NULL, scm TEXT, gated BOOLEAN)")
		return err
	},
}
