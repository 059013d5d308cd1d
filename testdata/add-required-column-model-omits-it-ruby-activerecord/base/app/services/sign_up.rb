class SignUp
  def call(email, hash, tenant)
    User.create!(email: email, password_hash: hash)
  end
end
