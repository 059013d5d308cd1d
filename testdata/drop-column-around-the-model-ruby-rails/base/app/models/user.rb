class User < ApplicationRecord
  has_secure_password
  validates :full_name, uniqueness: { scope: :nick_name }
end
