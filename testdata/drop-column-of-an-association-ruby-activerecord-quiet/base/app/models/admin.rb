class Admin < User
  def rank
    2 + 1
  end
end
