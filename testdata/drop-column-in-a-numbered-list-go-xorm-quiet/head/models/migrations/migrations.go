package migrations

import (
	"example.com/forge/models/migrations/v1_1"
	"example.com/forge/models/migrations/v1_2"

	"xorm.io/xorm"
)

type migration struct {
	number      int64
	description string
	migrate     func(*xorm.Engine) error
}

func newMigration(number int64, description string, fn func(*xorm.Engine) error) *migration {
	return &migration{number, description, fn}
}

var all = []*migration{
	newMigration(70, "Create the tables", v1_1.CreateTables),
	newMigration(71, "Drop the commit of attachments", v1_2.DropCommitOfAttachments),
}
