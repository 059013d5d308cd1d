package club

import "xorm.io/xorm"

type Person struct {
	ID    int64  `xorm:"pk autoincr"`
	Email string `xorm:"NOT NULL 'mail'"`
	Nick  string `xorm:"'short_name'"`
}

func (*Person) TableName() string { return "members" }

func ByEmail(db *xorm.Engine, email string) (*Person, error) {
	person := &Person{}
	_, err := db.Where("mail = ?", email).Get(person)
	return person, err
}

func Greeting(person *Person) string {
	return person.Email + person.Nick
}

func Rename(db *xorm.Engine, id int64, nick string) error {
	_, err := db.ID(id).Cols("short_name").Update(&Person{Nick: nick})
	return err
}
