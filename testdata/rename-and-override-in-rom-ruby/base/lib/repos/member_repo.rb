class MemberRepo < ROM::Repository[:members]
  def all
    members.order(:title).to_a
  end

  def rename(id, login)
    members.by_pk(id).changeset(:update, login: login).commit
  end
end
