package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

// Team holds the schema of a team.
type Team struct {
	ent.Schema
}

// Fields of the Team.
func (Team) Fields() []ent.Field {
	return []ent.Field{
		field.String("nick_name").Optional(),
	}
}
