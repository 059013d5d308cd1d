defmodule Shop.Accounts.User do
  use TypedEctoSchema
  import Ecto.Changeset

  typed_schema "users" do
    field :email, :string
    field :nickname, :string

    timestamps()
  end

  def changeset(user, attrs) do
    user
    |> cast(attrs, [:email, :nickname])
    |> validate_required([:email])
  end
end
