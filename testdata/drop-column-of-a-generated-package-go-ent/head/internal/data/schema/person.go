package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"

	"example.com/club/internal/data/mix"
)

// Person is generated into ../../store.
type Person struct {
	ent.Schema
}

func (Person) Mixin() []ent.Mixin {
	return []ent.Mixin{mix.Named{}}
}

func (Person) Edges() []ent.Edge {
	return []ent.Edge{edge.From("team", Team.Type).Ref("members").Unique()}
}
