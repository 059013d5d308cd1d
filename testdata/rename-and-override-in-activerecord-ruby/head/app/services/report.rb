class Report
  def rows
    Member.where(email: "a@b.c").pluck(:user_name)
  end

  def written(writer)
    Member.where(writer: writer).active
  end

  def one(id)
    Member.find_by(person_id: id).title
  end
end
