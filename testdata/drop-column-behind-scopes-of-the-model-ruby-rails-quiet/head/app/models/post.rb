class Post < ApplicationRecord
  include AASM

  scope :published, -> { where(state: "published") }
  scope :titled, ->(words) { where("state = ? AND " + matches(words), "published") }
  scope :recent, -> { published.where(title: "rating") }

  aasm column: :state do
    state :draft, initial: true
    state :published
  end

  def self.newest
    published.order(:id).last
  end

  def link
    return unless published?
    title
  end
end
