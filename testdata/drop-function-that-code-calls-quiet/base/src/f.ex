defmodule F do
  import Ecto.Query
  def a(repo) do
    from(o in "orders", select: fragment("average_total(?)", o.id))
    repo.query!("SELECT average_total($1)", [1])
  end
end
