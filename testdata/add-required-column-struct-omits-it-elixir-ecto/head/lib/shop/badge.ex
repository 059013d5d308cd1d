defmodule Shop.Badge do
  use Ecto.Schema

  schema "badges" do
    field :title, :string
    field :color, :string, default: "red"
  end
end
