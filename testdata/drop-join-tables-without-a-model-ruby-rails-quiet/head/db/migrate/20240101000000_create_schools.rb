class CreateSchools < ActiveRecord::Migration[7.0]
  def change
    create_table :students do |t|
      t.string :name
    end
    create_table :courses do |t|
      t.string :title
    end
    create_join_table :courses, :students
    create_table :room_keys, id: false do |t|
      t.integer :owner_id
      t.integer :room_id
    end
  end
end
