defmodule Shop.Repo.Migrations.Index do
  use Ecto.Migration

  def change do
    create index(:users, [:email])
    create constraint(:users, :users_team, check: "team is not null")

    alter table(:users) do
      modify :email, :string, null: false
    end
  end
end
