defmodule Shop.Template do
  use Ecto.Schema
  import Ecto.Changeset
  import Shop.Schema

  schema "templates" do
    field :name, :string
    soft_delete()
  end
end
