class CreateZones < ActiveRecord::Migration[7.1]
  def change
    create_table :shop_zones do |t|
      t.string :name
      t.boolean :default_tax
      t.boolean :active
    end
  end
end
