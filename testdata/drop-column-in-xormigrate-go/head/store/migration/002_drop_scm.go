package migration

import (
	"src.techknowlogick.com/xormigrate"
	"xorm.io/xorm"
)

var dropScm = xormigrate.Migration{
	ID: "drop-scm",
	MigrateSession: func(sess *xorm.Session) error {
		return dropTableColumns(sess, "repos", "scm")
	},
	RollbackSession: func(sess *xorm.Session) error {
		return dropTableColumns(sess, "repos", "name")
	},
}
