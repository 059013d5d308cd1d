package club

import "xorm.io/xorm"

type Person struct {
	ID     int64  `xorm:"pk autoincr"`
	Email  string `xorm:"NOT NULL"`
	Handle string `xorm:"'nick'"`
	Nick   string `xorm:"'short_name'"`
}

func (*Person) TableName() string { return "members" }

func ByEmail(db *xorm.Engine, email string) (*Person, error) {
	person := &Person{}
	_, err := db.Where("email = ?", email).Get(person)
	return person, err
}

func Greeting(person *Person) string {
	return person.Handle + person.Nick
}

func Rename(db *xorm.Engine, id int64, handle, nick string) error {
	_, err := db.ID(id).Cols("nick", "short_name").Update(&Person{Handle: handle, Nick: nick})
	return err
}
