class CreateStatuses < ActiveRecord::Migration[7.1]
  def change
    create_table :statuses do |t|
      t.string :text
      t.integer :boosts_count
      t.boolean :hidden
    end
  end
end
