class Report
  def rows
    DB[:orders].where(coupon_id: nil).select(:total)
  end

  def names
    User.where(email: "a@b.c").map(&:nick)
  end

  def watchers
    DB[:orders_users].count
  end
end
