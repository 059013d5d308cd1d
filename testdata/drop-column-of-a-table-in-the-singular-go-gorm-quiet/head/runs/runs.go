package runs

import "gorm.io/gorm"

type TaskRun struct {
	ID     int64  `gorm:"primaryKey"`
	Status string `gorm:"type:text"`
}

func Slow(db *gorm.DB) ([]TaskRun, error) {
	var found []TaskRun
	err := db.Where("status > ?", "1").Find(&found).Error
	return found, err
}
