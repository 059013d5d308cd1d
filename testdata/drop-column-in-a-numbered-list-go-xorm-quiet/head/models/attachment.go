package models

import (
	"xorm.io/builder"
	"xorm.io/xorm"
)

type Attachment struct {
	ID   int64  `xorm:"pk autoincr"`
	UUID string `xorm:"uuid UNIQUE"`
	Size int64
}

type Release struct {
	ID        int64 `xorm:"pk autoincr"`
	CommitSHA string
}

func ByCommit(sess *xorm.Session, sha string) ([]*Attachment, error) {
	found := make([]*Attachment, 0, 10)
	return found, sess.Where(builder.Eq{"uuid": sha}).Desc("size").Find(&found)
}

func Resize(sess *xorm.Session, attachment *Attachment) error {
	_, err := sess.ID(attachment.ID).Cols("size", "uuid").Update(attachment)
	return err
}

func ReleaseOf(sess *xorm.Session, sha string) (*Release, error) {
	release := new(Release)
	_, err := sess.Where("commit_sha = ?", sha).Get(release)
	return release, err
}
