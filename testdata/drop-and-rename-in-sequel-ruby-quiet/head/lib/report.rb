class Report
  def rows
    DB[:cities].where(nickname: "x").order(:home_city).all
    DB[:people].join(:cities, id: :id).where(nickname: "x")
    DB[:people].where(email: "nickname").order(:town).all
  end

  def one(name)
    Member.where(email: name).first
  end
end
