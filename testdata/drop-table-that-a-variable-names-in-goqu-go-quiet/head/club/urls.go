package club

import "github.com/doug-martin/goqu/v9"

const urlsTable = "member_urls"

type manager struct {
	table goqu.Expression
	id    string
}

var urls = manager{table: goqu.T("members").As(urlsTable), id: "id"}

func (m manager) all() *goqu.SelectDataset {
	return goqu.From(m.table).Select(m.id)
}
