defmodule Shop.Repo.Migrations.Bio do
  use Ecto.Migration

  def change do
    alter table(:users) do
      remove :bio, :text
    end
  end
end
