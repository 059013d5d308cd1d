class DropCounters < ActiveRecord::Migration[7.1]
  def change
    remove_column :statuses, :boosts_count, :integer
    remove_column :statuses, :hidden, :boolean
  end
end
