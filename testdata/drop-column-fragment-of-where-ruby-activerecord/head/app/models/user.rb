class User < ApplicationRecord
  def self.named(name)
    User.where("lower(username) = ?", name).order(:id)
  end
end
