class Report
  def rows(author)
    Member.where(mail: "a@b.c", author: author).select(:login)
  end

  def title(id)
    member = Member.first(person_id: id)
    "#{member.email} #{member.user_name} #{member.title}"
  end
end
