class Post < ApplicationRecord
  scope :visible, -> { where(state: "open") }
  scope :rated, ->(least) { visible.where("rating > ?", least) }

  def shown
    published
  end
end
