defmodule Shop.Post do
  use Ecto.Schema
  import Ecto.Query
  alias Shop.{Event, Repo, Tag}

  schema "posts" do
    field :title, :string
    has_many :events, {"post_events", Event}, foreign_key: :name
    many_to_many :tags, Tag, join_through: Shop.PostTag
  end

  def forget(cache), do: Cache.delete_all("visits")
  def titles, do: Repo.all(from(p in "posts", select: p.title))
end
