package model

import "time"

// Token lets a user in once.
type Token struct {
	ID        int64
	Secret    string
	ExpiresAt time.Time
}

type User struct {
	ID     int64 `gorm:"primaryKey"`
	Name   string
	Groups []Group `gorm:"many2many:user_groups"`
}

type Group struct {
	ID int64 `gorm:"primaryKey"`
}
