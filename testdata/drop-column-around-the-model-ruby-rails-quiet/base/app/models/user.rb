class User < ApplicationRecord
  validates :full_name, uniqueness: true
end
