class Report
  def rows(author)
    Member.where(email_address: "a@b.c", author: author).select(:title)
  end

  def title(id)
    member = Member.first(person_id: id)
    "#{member.email} #{member.user_name} #{member.title}"
  end
end

class Card
  def name(id)
    member = Member.first(person_id: id)
    member.login
  end
end
