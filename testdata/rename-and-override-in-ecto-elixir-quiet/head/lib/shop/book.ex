defmodule Shop.Book do
  use Ecto.Schema

  schema "books" do
    field :title, :string
    belongs_to :owner, Shop.Member, foreign_key: :owner_id
  end
end
