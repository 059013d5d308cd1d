package model

import "github.com/go-pg/pg/v10"

type Tip struct {
	tableName struct{} `pg:"tips"`

	ID     int64
	TipSet string
	Height int64 `pg:",use_zero"`
}

func Persist(tx *pg.Tx, set string, height int64) error {
	_, err := tx.Model(&Tip{TipSet: set, Height: height}).Insert()
	return err
}
