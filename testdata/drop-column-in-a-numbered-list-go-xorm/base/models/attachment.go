package models

import (
	"xorm.io/builder"
	"xorm.io/xorm"
)

type Attachment struct {
	ID   int64  `xorm:"pk autoincr"`
	UUID string `xorm:"uuid UNIQUE"`
	CommitSHA string
	Size int64
}

type Release struct {
	ID        int64 `xorm:"pk autoincr"`
	CommitSHA string
}

func ByCommit(sess *xorm.Session, sha string) ([]*Attachment, error) {
	found := make([]*Attachment, 0, 10)
	return found, sess.Where(builder.Eq{"commit_sha": sha}).Desc("size").Find(&found)
}

func Resize(sess *xorm.Session, attachment *Attachment) error {
	_, err := sess.ID(attachment.ID).Cols("size", "commit_sha").Update(attachment)
	return err
}

func ReleaseOf(sess *xorm.Session, sha string) (*Release, error) {
	release := new(Release)
	_, err := sess.Where("commit_sha = ?", sha).Get(release)
	return release, err
}
