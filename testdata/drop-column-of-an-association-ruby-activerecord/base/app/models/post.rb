class Post < ApplicationRecord
  belongs_to :user, counter_cache: true, touch: :seen_at
  has_many :comments, as: :commentable
  has_many :readers, through: :comments
end
