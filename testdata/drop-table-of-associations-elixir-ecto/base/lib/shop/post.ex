defmodule Shop.Post do
  use Ecto.Schema
  import Ecto.Query
  alias Shop.{Event, Repo, Tag}

  schema "posts" do
    field :title, :string
    has_many :events, {"post_events", Event}, foreign_key: :subject_id
    many_to_many :tags, Tag, join_through: "posts_tags"
  end

  def forget, do: Repo.delete_all("visits")
  def visited, do: Repo.exists?(from(v in "visits"))
end
