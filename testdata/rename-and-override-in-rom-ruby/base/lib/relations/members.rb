class Members < ROM::Relation[:sql]
  schema(:people, as: :members) do
    attribute :person_id, Types::Integer
    attribute :mail, Types::String, alias: :email
    attribute :login, Types::String, alias: :user_name
    attribute :title, Types::String
    primary_key :person_id
  end

  def addressed(email)
    where(mail: email).select(:login)
  end

  def titled
    select { [person_id, title] }
  end
end
