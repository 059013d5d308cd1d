defmodule Shop.Repo.Migrations.DropTables do
  use Ecto.Migration

  def up do
    drop table(:posts_tags)
    drop table(:visits)

    alter table(:post_events) do
      remove :subject_id
    end
  end

  def down do
    raise Ecto.MigrationError, "the rows are gone"
  end
end
