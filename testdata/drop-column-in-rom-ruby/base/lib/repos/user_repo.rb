class UserRepo < ROM::Repository[:users]
  commands :create, update: :by_pk

  def named(nickname)
    users.where(nickname: nickname).pluck(:email)
  end

  def sign_up(data)
    users.changeset(:create, nickname: data[:name], id: data[:id]).commit
  end
end
