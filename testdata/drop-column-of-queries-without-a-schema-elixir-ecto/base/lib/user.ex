defmodule A.User do
  use Ecto.Schema
  import Ecto.Changeset

  schema "users" do
    field :nick_name, :string
    field :name, :string
    embeds_one :settings, A.Settings
  end

  def changeset(user, attrs) do
    user
    |> cast(attrs, ~w(nick_name name)a)
    |> unsafe_validate_unique(:nick_name, A.Repo)
    |> unique_constraint(:nick_name)
  end
end
