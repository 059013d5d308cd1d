class User < ApplicationRecord
  has_many :posts, dependent: :destroy
  has_many :reviews, through: :posts, foreign_key: :writer_id

  def best
    posts.where("title > ?", 3).order(:title)
  end

  def rated(posts)
    posts.where(rating: 3)
  end
end
