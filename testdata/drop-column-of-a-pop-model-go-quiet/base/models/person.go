package models

import "github.com/gobuffalo/pop/v6"

type Person struct {
	ID    string `db:"id"`
	Email string `db:"email"`
	Nick  string `db:"-"`
}

type People []Person

func Named(tx *pop.Connection, email string) (People, error) {
	people := People{}
	err := tx.Where("email = ?", email).Order("email asc").All(&people)
	for i := range people {
		people[i].Nick = "friend"
	}
	return people, err
}
