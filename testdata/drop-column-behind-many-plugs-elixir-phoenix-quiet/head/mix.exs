defmodule Shop.MixProject do
  use Mix.Project

  defp deps do
    [{:ecto_sql, "~> 3.11"}, {:postgrex, ">= 0.0.0"}, {:phoenix, "~> 1.7"}]
  end
end
