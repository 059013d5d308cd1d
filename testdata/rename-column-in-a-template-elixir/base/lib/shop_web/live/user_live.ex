defmodule ShopWeb.UserLive do
  def render(assigns) do
    ~H"""
    <p class={@user.nick_name && "named"}><%= @user.nick_name %></p>
    """
  end
end
