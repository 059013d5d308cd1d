class Members < ROM::Relation[:sql]
  schema(:people, as: :members) do
    attribute :person_id, Types::Integer
    attribute :email_address, Types::String, alias: :email
    attribute :title, Types::String, alias: :login
    primary_key :person_id
  end

  def addressed(email)
    where(email_address: email).select(:title)
  end

  def titled
    select { [person_id, title] }
  end
end
