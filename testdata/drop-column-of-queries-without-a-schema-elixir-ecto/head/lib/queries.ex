defmodule A.Queries do
  import Ecto.Query
  alias A.{Repo, User}

  def schemaless, do: from(u in "users", where: u.nick_name == "x", select: u.nick_name) |> Repo.all()
  def listed, do: from(u in "users", select: [:nick_name]) |> Repo.all()
  def piped, do: "users" |> where([u], u.nick_name == "x") |> Repo.all()
  def rows, do: Repo.insert_all("users", [%{nick_name: "y"}])
  def all, do: Repo.update_all(from(u in User), set: [nick_name: "y"])
  def fragment, do: from(u in User, where: fragment("lower(nick_name) = ?", ^"x")) |> Repo.all()
  def keyed, do: User |> where(nick_name: "x") |> Repo.all()
  def field, do: from(u in User, where: field(u, :nick_name) == "x") |> Repo.all()
  def change, do: Ecto.Changeset.change(%User{}, nick_name: "x")
  def conflict, do: Repo.insert_all(User, [[name: "x"]], on_conflict: {:replace, [:nick_name]}, conflict_target: [:nick_name])
end
