defmodule Shop.Setting do
  use Ecto.Schema
  import Ecto.Changeset
  import Shop.Schema

  schema "settings" do
    field :eula_accepted, :boolean
    soft_delete()
  end

  def changeset(setting, attrs) do
    cast(setting, attrs, [:eula_accepted])
  end
end
