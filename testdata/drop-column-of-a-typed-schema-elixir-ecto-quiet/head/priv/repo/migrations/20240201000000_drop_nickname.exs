defmodule Shop.Repo.Migrations.DropNickname do
  use Ecto.Migration

  def change do
    alter table(:users) do
      remove :nickname, :string
    end
  end
end
