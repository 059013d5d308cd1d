defmodule Shop.Repo.Migrations.Eula do
  use Ecto.Migration

  def change do
    alter table(:settings) do
      remove :eula_accepted, :boolean
    end
  end
end
