class Product < ApplicationRecord
  has_many :classifications
end
