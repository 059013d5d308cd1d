class ExamCriterion < ApplicationRecord
  validates :name, presence: true
end
