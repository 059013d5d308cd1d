defmodule Shop.Repo.Migrations.Settings do
  use Ecto.Migration

  def change do
    create table(:settings) do
      add :eula_accepted, :boolean
      add :installation_eula_accepted, :boolean
      add :deleted_at, :utc_datetime
    end
  end
end
