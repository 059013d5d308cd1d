class User < ApplicationRecord
  self.inheritance_column = :kind
  has_many :posts
  has_many :comments, through: :posts
end
