package v1_2

import (
	"example.com/forge/models/migrations/base"

	"xorm.io/xorm"
)

func DropCommitOfAttachments(x *xorm.Engine) error {
	sess := x.NewSession()
	defer sess.Close()
	if err := sess.Begin(); err != nil {
		return err
	}
	if err := base.DropTableColumns(sess, "attachment", "commit_sha"); err != nil {
		return err
	}
	return sess.Commit()
}
