defmodule Shop.Repo.Migrations.Coupons do
  use Ecto.Migration

  def change do
    create table(:coupons, primary_key: false) do
      add :coupon_code, :string
      add :code, :string, primary_key: true
      add :percent, :integer
    end
  end
end
