class Post < ApplicationRecord
  scope :published, -> { where.not(published_at: nil) }

  def self.top
    joins(:user).where(arel_table[:rating].gt(3))
  end
end
