package schema

import (
	"entgo.io/ent"

	"example.com/club/internal/data/mix"
)

type Team struct {
	ent.Schema
}

func (Team) Mixin() []ent.Mixin {
	return []ent.Mixin{mix.Named{}}
}
