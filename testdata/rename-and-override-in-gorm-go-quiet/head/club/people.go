package club

import "gorm.io/gorm"

type Person struct {
	ID    int64
	Email string  `gorm:"column:mail"`
	Nick  *string `gorm:"column:short_name"`
}

func (Person) TableName() string { return "members" }

func ByEmail(db *gorm.DB, email string) (Person, error) {
	var person Person
	err := db.Where("mail = ?", email).First(&person).Error
	return person, err
}

func ByEmailOf(db *gorm.DB, email string) (Person, error) {
	var person Person
	err := db.Where(&Person{Email: email}).First(&person).Error
	return person, err
}

func Greeting(person Person) string {
	if person.Nick != nil {
		return *person.Nick
	}
	return person.Email
}

func Rename(db *gorm.DB, id int64, nick string) error {
	return db.Model(&Person{}).Where("id = ?", id).Updates(Person{Nick: &nick}).Error
}

func Clear(db *gorm.DB, id int64) error {
	return db.Model(&Person{}).Where("id = ?", id).Update("short_name", nil).Error
}
