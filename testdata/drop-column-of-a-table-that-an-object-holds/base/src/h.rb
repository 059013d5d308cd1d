class PostRepo
  def initialize(db)
    @db = db
    @table = "posts"
  end

  def best
    @db.execute("SELECT id FROM #{@table} WHERE rating = 5")
  end
end
