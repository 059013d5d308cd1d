class DropMembers < ActiveRecord::Migration[7.1]
  def change
    remove_column :organisations, :founders, :integer
  end
end
