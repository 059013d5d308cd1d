class User < ApplicationRecord
  validates :full_name, uniqueness: true

  def self.greet(nick_name:)
    "Hello #{nick_name}"
  end

  def shown_name
    return full_name unless defined?(nick_name)

    full_name.upcase
  end
end
