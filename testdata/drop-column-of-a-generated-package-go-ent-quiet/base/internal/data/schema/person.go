package schema

import (
	"entgo.io/ent"

	"example.com/club/internal/data/mix"
)

// Person is generated into ../../store.
type Person struct {
	ent.Schema
}

func (Person) Mixin() []ent.Mixin {
	return []ent.Mixin{mix.Called{}}
}
