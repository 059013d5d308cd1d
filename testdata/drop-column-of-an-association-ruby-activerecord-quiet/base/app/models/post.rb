class Post < ApplicationRecord
  belongs_to :user, touch: true
  has_many :comments
  has_many :readers, through: :comments
end
