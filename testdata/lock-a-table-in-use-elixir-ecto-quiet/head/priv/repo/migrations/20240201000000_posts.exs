defmodule Shop.Repo.Migrations.Posts do
  use Ecto.Migration

  def change do
    create table(:posts) do
      add :title, :string
    end

    create index(:posts, [:title])
    create constraint(:users, :users_team, check: "team is not null", validate: false)
  end
end
