class User < ApplicationRecord
  validates :email, presence: true
  validates :username, length: { maximum: 80 }
  has_secure_password
end
