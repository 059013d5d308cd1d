defmodule Shop.Repo.Migrations.RenameNickName do
  use Ecto.Migration

  def change do
    rename table(:users), :nick_name, to: :handle
  end
end
