class Report
  def users
    User.order(:nick_name).pluck(:name)
  end

  def clicks
    Click.where(id: 1).count
  end
end
