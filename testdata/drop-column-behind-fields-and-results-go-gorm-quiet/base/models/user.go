package models

// User is a row.
type User struct {
	ID       int64
	Email    string `gorm:"not null"`
}
