package models

import "github.com/gobuffalo/pop/v6"

type Person struct {
	ID     int64   `db:"id"`
	Email  string  `db:"email"`
	Handle *string `db:"nick"`
	Nick   *string `db:"short_name"`
}

func (p Person) TableName() string {
	return "members"
}

func ByEmail(tx *pop.Connection, email string) (*Person, error) {
	person := &Person{}
	err := tx.Where("email = ?", email).First(person)
	return person, err
}

func Named(tx *pop.Connection) ([]Person, error) {
	people := []Person{}
	err := tx.Where("nick IS NOT NULL").Order("short_name asc").All(&people)
	return people, err
}

func Greeting(person *Person) string {
	return *person.Handle + *person.Nick
}
