class ApiKey < ApplicationRecord
  attr_accessor :label

  def hashed
    Digest::SHA256.hexdigest(name)
  end

  def user
    owner if user?
  end

  def user?
    owner_type == "User"
  end

  def mine?(other)
    user? && user == other && hashed == other.key
  end

end
