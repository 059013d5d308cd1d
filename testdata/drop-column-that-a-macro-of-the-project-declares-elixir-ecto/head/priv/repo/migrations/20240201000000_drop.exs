defmodule Shop.Repo.Migrations.Drop do
  use Ecto.Migration

  def change do
    alter table(:templates) do
      remove :deleted_at, :utc_datetime
    end
  end
end
