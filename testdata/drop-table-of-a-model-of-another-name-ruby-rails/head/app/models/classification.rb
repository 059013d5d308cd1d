class Classification < ApplicationRecord
  self.table_name = 'products_taxons'
  belongs_to :product
end
