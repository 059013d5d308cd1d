class Board
  def best
    DB[:posts].order(Sequel.desc(:rating)).select(:id).all
  end

  def above(least)
    DB[:posts].where(Sequel.lit('rating > ?', least)).map(:id)
  end

  def show
    DB[:posts].each { |row| puts row[:rating] }
    one = DB[:posts].where(id: 1).first
    puts one[:rating]
  end

  def stars(id)
    Post[id].rating
  end

  def most
    Post.where { rating > 3 }.order(Sequel.desc(:rating)).all
  end
end
