package store

import (
	sq "github.com/Masterminds/squirrel"
	"github.com/fatih/structs"
)

type Playlist struct {
	ID        string `structs:"id" json:"id"`
	Name      string `structs:"name" json:"name"`
	Comment   string `structs:"comment" json:"comment"`
	ImageFile string `structs:"image_file" json:"imageFile"`
	Tracks    []int  `structs:"-" json:"tracks"`
}

func Put(list *Playlist) (string, []any, error) {
	return sq.Insert("playlists").SetMap(structs.Map(list)).ToSql()
}

func Image(list *Playlist) string {
	return list.ImageFile
}
