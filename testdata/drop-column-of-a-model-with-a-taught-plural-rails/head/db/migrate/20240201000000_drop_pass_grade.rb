class DropPassGrade < ActiveRecord::Migration[7.1]
  def change
    remove_column :exam_criteria, :pass_grade, :integer
  end
end
