defmodule ShopWeb.User.ProfileController do
  use ShopWeb, :controller

  def show(conn, %{"id" => id}) do
    user = Shop.Repo.get(Shop.User, id)
    text(conn, user.email)
  end
end
