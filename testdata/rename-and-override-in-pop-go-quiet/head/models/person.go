package models

import "github.com/gobuffalo/pop/v6"

type Person struct {
	ID    int64   `db:"id"`
	Email string  `db:"mail"`
	Nick  *string `db:"short_name"`
}

func (p Person) TableName() string {
	return "members"
}

type Badge struct {
	ID   int64  `db:"id"`
	Nick string `db:"nick"`
}

func ByEmail(tx *pop.Connection, email string) (*Person, error) {
	person := &Person{}
	err := tx.Where("mail = ?", email).First(person)
	return person, err
}

func Badges(tx *pop.Connection, nick string) ([]Badge, error) {
	badges := []Badge{}
	err := tx.Where("nick = ?", nick).All(&badges)
	return badges, err
}

func Greeting(person *Person) string {
	return person.Email + *person.Nick
}
