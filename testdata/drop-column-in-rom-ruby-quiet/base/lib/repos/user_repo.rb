class UserRepo < ROM::Repository[:users]
  commands :create, update: :by_pk

  def named(login)
    users.where(login: login).pluck(:email)
  end

  def sign_up(data)
    users.changeset(:create, login: data[:name], id: data[:id]).commit
  end
end

class Profile
  def nickname
    nickname_of(:team_id)
  end
end
