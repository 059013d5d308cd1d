package mix

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/mixin"
)

// Recursive adds the fields of a mixin with those that are mixed into it.
type Recursive[T ent.Mixin] struct{ mixin.Schema }

// Named is mixed into whatever has a name.
type Named = Recursive[named]

type named struct{ mixin.Schema }

func (named) Fields() []ent.Field {
	return append(shown(), field.String("full_name"))
}

func shown() []ent.Field {
	return []ent.Field{field.String("nick_name").Optional()}
}
