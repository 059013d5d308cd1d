defmodule Shop.Repo.Migrations.Team do
  use Ecto.Migration

  def change do
    execute "ALTER TABLE users VALIDATE CONSTRAINT users_team", ""

    alter table(:users) do
      modify :team, :string, null: false
    end

    drop constraint(:users, :users_team)
  end
end
