class PersonMailer < ActionMailer::Base
  def kind
    Marketplace::Person::Query.kind(1)
  end

  def to(person, email)
    person.feedback_to_admin? ? "admin" : email
  end
end
