class DropDefaultTax < ActiveRecord::Migration[7.1]
  def change
    remove_column :shop_zones, :default_tax, :boolean
  end
end
