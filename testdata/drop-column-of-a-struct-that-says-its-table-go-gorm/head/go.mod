module example.com/store

require gorm.io/gorm v1.25.0
