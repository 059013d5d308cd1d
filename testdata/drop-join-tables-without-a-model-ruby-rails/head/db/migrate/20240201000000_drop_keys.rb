class DropKeys < ActiveRecord::Migration[7.0]
  def change
    drop_join_table :courses, :students
    remove_column :room_keys, :owner_id
  end
end
