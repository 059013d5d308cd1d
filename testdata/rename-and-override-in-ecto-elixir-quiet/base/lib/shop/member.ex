defmodule Shop.Member do
  use Ecto.Schema
  @primary_key {:id, :id, autogenerate: true, source: :person_id}

  schema "people" do
    field :email, :string, source: :email_address
    field :user_name, :string, source: :title
    field :login, :string, source: :title
    belongs_to :writer, Shop.Member, foreign_key: :author_id, source: :writer_id
    has_many :books, Shop.Book, foreign_key: :owner_id
  end
end
