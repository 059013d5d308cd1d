defmodule Shop.Plan do
  use Ecto.Schema
  import Ecto.Changeset
  import Shop.Schema

  schema "plans" do
    field :name, :string
    soft_delete()
  end
end
