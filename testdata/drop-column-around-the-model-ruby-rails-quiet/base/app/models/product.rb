class Product < ApplicationRecord
  validates :id, uniqueness: { scope: :nick_name }
end
