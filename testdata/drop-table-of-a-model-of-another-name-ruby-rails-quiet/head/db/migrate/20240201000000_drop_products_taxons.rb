class DropProductsTaxons < ActiveRecord::Migration[7.0]
  def change
    drop_table :products_taxons
  end
end
