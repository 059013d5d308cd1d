class Users < ROM::Relation[:sql]
  schema(:users, infer: true) do
    attribute :email, Types::String
    attribute :nickname, Types::String

    associations do
      belongs_to :team
    end
  end

  def listed
    select { [id, nickname] }.order(:nickname)
  end

  def by_email(email)
    where(email: email)
  end
end
