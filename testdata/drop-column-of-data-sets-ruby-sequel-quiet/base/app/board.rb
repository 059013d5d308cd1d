class Board
  def best
    DB[:reviews].order(Sequel.desc(:rating)).select(:id).all
  end

  def above(least)
    DB[:reviews].where(Sequel.lit('rating > ?', least)).map(:id)
  end

  def show
    DB[:reviews].each { |row| puts row[:rating] }
    one = DB[:reviews].where(id: 1).first
    puts one[:rating]
  end

  def stars(id)
    Review[id].rating
  end

  def most
    Review.where { rating > 3 }.order(Sequel.desc(:rating)).all
  end
end
