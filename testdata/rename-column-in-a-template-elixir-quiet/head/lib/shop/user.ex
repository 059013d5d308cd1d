defmodule Shop.User do
  use Ecto.Schema

  schema "users" do
    field :nick_name, :string, source: :handle
  end
end
