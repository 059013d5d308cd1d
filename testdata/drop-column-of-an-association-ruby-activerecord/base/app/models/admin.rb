class Admin < User
  def rank
    level + 1
  end
end
