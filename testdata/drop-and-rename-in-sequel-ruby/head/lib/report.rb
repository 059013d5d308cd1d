class Report
  def rows
    DB[:people].where(nickname: "x").order(:home_city).all
  end

  def one(name)
    Member.where(nickname: name).first
  end
end
