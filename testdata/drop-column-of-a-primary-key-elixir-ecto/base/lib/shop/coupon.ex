defmodule Shop.Coupon do
  use Ecto.Schema

  @primary_key {:coupon_code, :string, autogenerate: false}
  schema "coupons" do
    field :percent, :integer
  end
end
