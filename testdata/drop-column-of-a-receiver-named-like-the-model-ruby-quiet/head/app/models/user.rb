class User < ApplicationRecord
  def login_name
    email.split("@").first
  end
end
