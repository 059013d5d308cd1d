class Post < ApplicationRecord
  scope :published, -> { where.not(title: nil) }

  def self.top
    joins(:user).where(arel_table[:title].gt(3))
  end

  def self.of(where)
    where.not(published_at: nil)
  end
end
