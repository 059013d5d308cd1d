defmodule Shop.Schema do
  defmacro soft_delete do
    quote do
      field :deleted_at, :utc_datetime
    end
  end
end
