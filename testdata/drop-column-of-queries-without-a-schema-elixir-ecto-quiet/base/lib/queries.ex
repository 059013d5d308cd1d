defmodule A.Queries do
  import Ecto.Query
  alias A.{Repo, User}

  def schemaless, do: from(t in "teams", where: t.nick_name == "x", select: [:nick_name]) |> Repo.all()
  def joined, do: from(u in User, join: t in "teams", on: true, where: fragment("lower(nick_name) = ?", ^"x")) |> Repo.all()
  def rows, do: Repo.insert_all("teams", [%{nick_name: "y"}])
  def named, do: from(u in "users", select: %{nick_name: u.name}) |> Repo.all()
  def virtual(u), do: u.nick_name
end
