class ReviewRepo
  def initialize(db)
    @db = db
    @table = "reviews"
  end

  def best
    @db.execute("SELECT id FROM #{@table} WHERE rating = 5")
  end
end
