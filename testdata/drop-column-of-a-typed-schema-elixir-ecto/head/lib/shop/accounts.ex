defmodule Shop.Accounts do
  import Ecto.Query
  alias Shop.Accounts.User
  alias Shop.Repo

  def named(nickname) do
    from(u in User, where: u.nickname == ^nickname)
    |> Repo.all()
  end

  def find(nickname), do: Repo.get_by(User, nickname: nickname)

  def title(%User{} = user), do: user.nickname
end
