package sa

import "github.com/go-gorp/gorp/v3"

type orderModel struct {
	ID      int64
	Status  string
	Comment string `db:"remark"`
}

func comment(dbMap *gorp.DbMap, id int64) (string, error) {
	order, err := dbMap.Get(orderModel{}, id)
	if err != nil {
		return "", err
	}
	return order.(*orderModel).Comment, nil
}
