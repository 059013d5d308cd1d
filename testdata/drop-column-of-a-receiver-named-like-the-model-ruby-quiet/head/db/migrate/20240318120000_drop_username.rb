class DropUsername < ActiveRecord::Migration[7.1]
  def change
    remove_column :users, :login_name, :string
  end
end
