defmodule A.Settings do
  use Ecto.Schema
  import Ecto.Changeset

  embedded_schema do
    field :nick_name, :string
  end

  def changeset(settings, attrs), do: cast(settings, attrs, [:nick_name])
end
