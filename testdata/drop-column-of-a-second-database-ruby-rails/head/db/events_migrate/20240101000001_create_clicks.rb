class CreateClicks < ActiveRecord::Migration[7.1]
  def change
    create_table :clicks do |t|
      t.string :nick_name
      t.string :page_path
    end
  end
end
