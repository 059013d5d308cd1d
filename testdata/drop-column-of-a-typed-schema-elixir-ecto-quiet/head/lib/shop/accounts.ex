defmodule Shop.Accounts do
  import Ecto.Query
  alias Shop.Accounts.User
  alias Shop.Pets.Pet
  alias Shop.Repo

  def named(nickname) do
    from(p in Pet, where: p.nickname == ^nickname)
    |> Repo.all()
  end

  def find(email), do: Repo.get_by(User, email: email)

  def title(%User{} = user), do: user.nickname
end
