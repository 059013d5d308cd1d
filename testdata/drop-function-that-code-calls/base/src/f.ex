defmodule F do
  import Ecto.Query
  def a(repo) do
    from(o in "orders", select: fragment("account_total(?)", o.id))
    repo.query!("SELECT account_total($1)", [1])
  end
end
