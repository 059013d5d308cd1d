package models

import "github.com/gobuffalo/pop/v6"

type Person struct {
	ID    string `db:"id"`
	Email string `db:"email"`
	Nick  string `db:"nick"`
}

type People []Person

func Named(tx *pop.Connection, nick string) (People, error) {
	people := People{}
	err := tx.Where("nick = ?", nick).Order("email asc").All(&people)
	return people, err
}
