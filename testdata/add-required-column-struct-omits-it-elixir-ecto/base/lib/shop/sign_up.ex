defmodule Shop.SignUp do
  alias Shop.{Badge, Member, Repo}

  def call(email) do
    Repo.insert!(%Badge{title: "new"})
    %Member{email: email} |> Repo.insert!()
  end
end
