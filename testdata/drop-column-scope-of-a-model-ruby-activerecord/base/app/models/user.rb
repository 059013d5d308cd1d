class User < ApplicationRecord
  scope :named, ->(name) { where("username = ?", name) }
  scope :ordered, -> { order(:username) }
end
