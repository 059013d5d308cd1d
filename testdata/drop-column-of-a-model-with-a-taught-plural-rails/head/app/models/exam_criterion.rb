class ExamCriterion < ApplicationRecord
  validates :pass_grade, presence: true

  def label
    "#{name} (#{pass_grade})"
  end
end
