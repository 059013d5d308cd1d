class User < ApplicationRecord
  has_many :posts, foreign_key: :writer_id
  has_many :drafts, -> { where(title: nil) }, class_name: "Post", foreign_key: "writer_id"

  def best
    posts.where("rating > ?", 3).order(:rating)
  end

  def ratings
    posts.pluck(:rating)
  end
end
