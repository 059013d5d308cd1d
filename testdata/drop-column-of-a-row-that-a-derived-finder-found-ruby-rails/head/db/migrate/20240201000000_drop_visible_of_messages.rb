class DropVisibleOfMessages < ActiveRecord::Migration[7.0]
  def change
    remove_column :messages, :visible, :boolean
  end
end
