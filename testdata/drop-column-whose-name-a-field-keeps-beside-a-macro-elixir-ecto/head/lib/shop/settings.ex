defmodule Shop.Settings do
  alias Shop.Setting

  def accept do
    Shop.Repo.insert!(%Setting{eula_accepted: true})
  end
end
