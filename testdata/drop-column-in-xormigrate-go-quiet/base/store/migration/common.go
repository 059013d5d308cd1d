package migration

import (
	"fmt"

	"xorm.io/xorm"
)

func dropTableColumns(sess *xorm.Session, table string, columns ...string) error {
	for _, column := range columns {
		if _, err := sess.Exec(fmt.Sprintf("ALTER TABLE `%s` DROP COLUMN `%s`", table, column)); err != nil {
			return err
		}
	}
	return nil
}
