class CreateExamCriteria < ActiveRecord::Migration[7.1]
  def change
    create_table :exam_criteria do |t|
      t.string :name
      t.integer :pass_grade
    end
    create_table :exam_levels do |t|
      t.integer :pass_grade
    end
  end
end
