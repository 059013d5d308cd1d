package v1_1

import "xorm.io/xorm"

func CreateTables(x *xorm.Engine) error {
	type Attachment struct {
		ID        int64  `xorm:"pk autoincr"`
		UUID      string `xorm:"uuid UNIQUE"`
		CommitSHA string `xorm:"VARCHAR(40)"`
		Size      int64  `xorm:"NOT NULL DEFAULT 0"`
	}
	type Release struct {
		ID        int64 `xorm:"pk autoincr"`
		CommitSHA string
	}
	return x.Sync(new(Attachment), new(Release))
}
