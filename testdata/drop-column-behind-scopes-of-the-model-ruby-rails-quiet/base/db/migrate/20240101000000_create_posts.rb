class CreatePosts < ActiveRecord::Migration[7.0]
  def change
    create_table :posts do |t|
      t.string :title
      t.string :state
      t.integer :rating
      t.boolean :published
    end
  end
end
