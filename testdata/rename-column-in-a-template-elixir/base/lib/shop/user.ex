defmodule Shop.User do
  use Ecto.Schema

  schema "users" do
    field :nick_name, :string
  end
end
