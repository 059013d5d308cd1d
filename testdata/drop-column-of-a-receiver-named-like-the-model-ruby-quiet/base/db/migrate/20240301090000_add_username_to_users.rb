class AddUsernameToUsers < ActiveRecord::Migration[7.1]
  def change
    add_column :users, :login_name, :string
  end
end
