defmodule A.User do
  use Ecto.Schema
  import Ecto.Changeset

  schema "users" do
    field :name, :string
    embeds_one :settings, A.Settings
  end

  def changeset(user, attrs) do
    user
    |> cast(attrs, ~w(name)a)
    |> unsafe_validate_unique(:name, A.Repo)
    |> unique_constraint(:name)
  end
end
