class Comment < ApplicationRecord
  def confidence
    upvotes = score + flags
    upvotes / 2.0
  end

  def shown
    score.to_s
  end
end
