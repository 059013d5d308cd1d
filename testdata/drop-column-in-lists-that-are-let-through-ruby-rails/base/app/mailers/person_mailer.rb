class PersonMailer < ActionMailer::Base
  def kind
    Marketplace::Community::Query.kind(1)
  end

  def to(community, email)
    community.feedback_to_admin? ? "admin" : email
  end
end
