package runs

import "gorm.io/gorm"

type TaskRun struct {
	ID     int64  `gorm:"primaryKey"`
	Status string `gorm:"type:text"`
	Duration int64 `gorm:"type:bigint"`
}

func Slow(db *gorm.DB) ([]TaskRun, error) {
	var found []TaskRun
	err := db.Where("duration > ?", "1").Find(&found).Error
	return found, err
}
