package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"

	"example.com/club/internal/data/mix"
)

type Team struct {
	ent.Schema
}

func (Team) Mixin() []ent.Mixin {
	return []ent.Mixin{mix.Named{}}
}

func (Team) Edges() []ent.Edge {
	return []ent.Edge{edge.To("members", Person.Type)}
}
