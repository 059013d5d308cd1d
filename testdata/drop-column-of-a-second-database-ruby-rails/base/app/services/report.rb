class Report
  def users
    User.order(:nick_name).pluck(:name)
  end

  def clicks
    Click.where(page_path: "/").count
  end
end
