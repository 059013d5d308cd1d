defmodule Shop.Repo.Migrations.Users do
  use Ecto.Migration

  def change do
    create table(:users) do
      add :email, :string
      add :bio, :text
    end
  end
end
