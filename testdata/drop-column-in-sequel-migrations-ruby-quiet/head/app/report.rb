class Report
  def rows
    DB[:orders].where(user_id: nil).select(:total)
  end

  def names
    User.where(email: "a@b.c").map(&:email)
  end

  # A nick, a login and a coupon_id of another thing.
  def other(row)
    Ticket.new(nick: row[:nick], login: row[:login])
  end
end
