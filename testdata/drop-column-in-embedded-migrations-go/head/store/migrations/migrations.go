package migrations

import (
	"embed"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/source/iofs"
)

//go:embed *.sql
var files embed.FS

// Up brings the database to the newest version.
func Up(url string) error {
	source, err := iofs.New(files, ".")
	if err != nil {
		return err
	}
	steps, err := migrate.NewWithSourceInstance("iofs", source, url)
	if err != nil {
		return err
	}
	return steps.Up()
}
