class ExamLevel < ApplicationRecord
  validates :pass_grade, presence: true
end
