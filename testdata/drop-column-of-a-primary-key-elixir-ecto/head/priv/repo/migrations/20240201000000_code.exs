defmodule Shop.Repo.Migrations.Code do
  use Ecto.Migration

  def change do
    alter table(:coupons) do
      remove :coupon_code, :string
    end
  end
end
