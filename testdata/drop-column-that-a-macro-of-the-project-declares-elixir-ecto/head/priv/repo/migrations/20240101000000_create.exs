defmodule Shop.Repo.Migrations.Create do
  use Ecto.Migration

  def change do
    create table(:templates) do
      add :name, :string
      add :deleted_at, :utc_datetime
    end

    create table(:plans) do
      add :name, :string
      add :deleted_at, :utc_datetime
    end
  end
end
