class MergeNames < ActiveRecord::Migration[7.1]
  def up
    change_table :users, bulk: true do |t|
      t.string :display_name
      t.remove :username
    end
  end

  def down
    change_table :users, bulk: true do |t|
      t.remove :display_name
      t.string :username
    end
  end
end
