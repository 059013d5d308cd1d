defmodule Shop.Member do
  use Ecto.Schema

  schema "members" do
    field :email, :string
    belongs_to :team, Shop.Team
  end
end
