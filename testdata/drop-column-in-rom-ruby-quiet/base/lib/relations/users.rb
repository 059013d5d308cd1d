class Users < ROM::Relation[:sql]
  schema(:users, infer: true) do
    attribute :email, Types::String
  end

  def listed
    select { [id, login] }.order(:login)
  end

  def by_email(email)
    where(email: email)
  end
end
