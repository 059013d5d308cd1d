class Comment < ApplicationRecord
  belongs_to :post
  has_one :reader, through: :post, source: :user
  delegate :level, to: :class
end
