class IndexUsers < ActiveRecord::Migration[7.1]
  def change
    add_index :users, :email
    change_column_null :users, :team, false
  end
end
