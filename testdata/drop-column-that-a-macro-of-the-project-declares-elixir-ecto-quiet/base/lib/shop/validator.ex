defmodule Shop.Validator do
  alias Shop.Plan
  import Ecto.Query

  def active?(%Plan{deleted_at: deleted_at}) when not is_nil(deleted_at), do: false
  def active?(%Plan{}), do: true

  def remove(%Plan{} = plan, now) do
    plan |> Ecto.Changeset.change(deleted_at: now)
  end

  def kept do
    from p in Plan, where: is_nil(p.deleted_at)
  end
end
