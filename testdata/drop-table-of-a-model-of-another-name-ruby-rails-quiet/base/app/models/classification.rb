class Classification < ApplicationRecord
  self.table_name = 'classifications'
  belongs_to :product
end
