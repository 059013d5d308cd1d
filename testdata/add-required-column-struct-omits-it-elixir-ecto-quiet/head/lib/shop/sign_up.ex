defmodule Shop.SignUp do
  alias Shop.{Badge, Member, Repo}

  def call(email, team) do
    Repo.insert!(%Badge{title: "new"})
    %Member{email: email, team: team} |> Repo.insert!()
  end
end
