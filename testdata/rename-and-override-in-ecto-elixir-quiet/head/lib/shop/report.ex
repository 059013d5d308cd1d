defmodule Shop.Report do
  import Ecto.Query
  alias Shop.{Book, Member, Repo}

  def rows(email) do
    from(m in Member, where: m.email == ^email, select: m.user_name) |> Repo.all()
  end

  def named(name), do: Repo.get_by(Member, user_name: name)

  def titles, do: from(m in Member, select: m.login) |> Repo.all()

  def owned(id), do: from(b in Book, where: b.owner_id == ^id) |> Repo.all()
end
