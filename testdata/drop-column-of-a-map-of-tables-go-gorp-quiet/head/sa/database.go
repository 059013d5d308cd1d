package sa

import (
	"database/sql"

	"github.com/go-gorp/gorp/v3"

	"example.com/shop/core"
)

func open(conn *sql.DB) *gorp.DbMap {
	dbMap := &gorp.DbMap{Db: conn, Dialect: gorp.PostgresDialect{}}
	dbMap.AddTableWithName(orderModel{}, "orders").SetKeys(true, "ID")
	dbMap.AddTableWithName(core.Receipt{}, "receipts").SetKeys(true, "ID")
	return dbMap
}
