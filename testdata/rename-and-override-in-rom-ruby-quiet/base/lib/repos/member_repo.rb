class MemberRepo < ROM::Repository[:members]
  def all
    members.order(:title).to_a
  end

  def rename(id, login)
    members.by_pk(id).changeset(:update, title: login).commit
  end
end

class Card
  def name(member)
    member.login
  end
end
