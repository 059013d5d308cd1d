class User < ApplicationRecord
  def self.a(state)
    where("state = ?::mood", state).pluck("state::mood")
  end
end
