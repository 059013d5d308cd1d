class DropPagePath < ActiveRecord::Migration[7.1]
  def change
    remove_column :clicks, :page_path, :string
    remove_column :clicks, :nick_name, :string
  end
end
