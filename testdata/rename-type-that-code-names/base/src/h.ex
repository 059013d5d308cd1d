defmodule H do
  import Ecto.Query

  def a(state) do
    from u in "users", where: fragment("? = ?::mood", u.state, ^state), select: u.id
  end
end
