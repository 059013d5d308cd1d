class User < ApplicationRecord
  scope :visible, -> { where(status: "active") }
  has_many :traces, -> { where(visible: true) }
  belongs_to :language, foreign_key: "language_code"
  validates :language, presence: true
  typed_store :settings do |s|
    s.string :theme_name
  end
end
