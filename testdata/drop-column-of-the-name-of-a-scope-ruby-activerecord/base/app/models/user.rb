class User < ApplicationRecord
  scope :listed, -> { where(visible: true) }
  belongs_to :home, foreign_key: :language
end
