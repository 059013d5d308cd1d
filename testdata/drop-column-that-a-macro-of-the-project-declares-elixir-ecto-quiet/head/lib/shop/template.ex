defmodule Shop.Template do
  use Ecto.Schema
  import Ecto.Changeset
  import Shop.Schema

  schema "templates" do
    field :name, :string
    field :deleted_at, :utc_datetime, virtual: true
  end
end
