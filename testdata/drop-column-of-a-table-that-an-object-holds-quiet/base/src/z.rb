class PostTitles
  def initialize(db)
    @db = db
    @table = "posts"
  end

  def titles
    @db.execute("SELECT title FROM #{@table}")
  end
end
