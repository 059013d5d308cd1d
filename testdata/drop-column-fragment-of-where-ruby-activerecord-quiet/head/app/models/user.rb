class User < ApplicationRecord
  def self.named(name)
    User.where("lower(email) = ?", name).order(:id)
  end
end
