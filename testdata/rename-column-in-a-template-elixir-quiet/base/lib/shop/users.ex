defmodule Shop.Users do
  alias Shop.User

  def clear(user), do: update_user(user, %{nick_name: nil})
  def titled?(%{nick_name: nil} = user), do: user != nil
  def named(user, name), do: %{user | nick_name: name}
  def update_user(user, attrs), do: User.changeset(user, attrs)
end
