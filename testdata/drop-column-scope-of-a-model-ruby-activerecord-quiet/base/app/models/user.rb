class User < ApplicationRecord
  scope :named, ->(name) { where("email = ?", name) }
  scope :ordered, -> { order(:email) }
end
