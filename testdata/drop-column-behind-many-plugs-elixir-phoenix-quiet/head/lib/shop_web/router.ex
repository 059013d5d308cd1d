defmodule ShopWeb.Router do
  use ShopWeb, :router

  pipeline :browser do
    plug ShopWeb.Plug1
    plug ShopWeb.Plug2
    plug ShopWeb.Plug3
    plug ShopWeb.Plug4
    plug ShopWeb.Plug5
    plug ShopWeb.Plug6
    plug ShopWeb.Plug7
    plug ShopWeb.Plug8
    plug ShopWeb.Plug9
    plug ShopWeb.Plug10
    plug ShopWeb.Plug11
    plug ShopWeb.Plug12
    plug ShopWeb.Plug13
    plug ShopWeb.Plug14
    plug ShopWeb.Plug15
    plug ShopWeb.Plug16
    plug ShopWeb.Plug17
    plug ShopWeb.Plug18
    plug ShopWeb.Plug19
    plug ShopWeb.Plug20
    plug ShopWeb.Plug21
    plug ShopWeb.Plug22
    plug ShopWeb.Plug23
    plug ShopWeb.Plug24
    plug ShopWeb.Plug25
    plug ShopWeb.Plug26
    plug ShopWeb.Plug27
    plug ShopWeb.Plug28
    plug ShopWeb.Plug29
    plug ShopWeb.Plug30
  end

  scope "/", ShopWeb do
    pipe_through :browser

    scope "/users", User do
      pipe_through :browser

      get "/:id", ProfileController, :show
    end
  end
end
