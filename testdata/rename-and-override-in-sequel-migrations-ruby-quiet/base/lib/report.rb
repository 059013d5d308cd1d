class Report
  def rows(mail, login)
    Member.where(title: mail).select(:title).map { |member| [member.name, login] }
  end
end
