package store

import sq "github.com/Masterminds/squirrel"

func (s *Store) Next() error {
	return s.inputs("next_inputs")
}

func (s *Store) inputs(table string) error {
	_, err := sq.Select("i.version_id").From(table + " i").RunWith(s.db).Query()
	return err
}
