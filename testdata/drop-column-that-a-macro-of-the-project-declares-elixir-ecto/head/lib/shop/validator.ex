defmodule Shop.Validator do
  alias Shop.Template
  import Ecto.Query

  def active?(%Template{deleted_at: deleted_at}) when not is_nil(deleted_at), do: false
  def active?(%Template{}), do: true

  def remove(%Template{} = template, now) do
    template |> Ecto.Changeset.change(deleted_at: now)
  end

  def kept do
    from t in Template, where: is_nil(t.deleted_at)
  end
end
