defmodule Shop.Coupons do
  alias Shop.Coupon

  def give(code) do
    Shop.Repo.insert!(%Coupon{coupon_code: code, percent: 10})
  end
end
