class DropRating < ActiveRecord::Migration[7.0]
  def change
    remove_column :posts, :rating, :integer
    remove_column :posts, :published, :boolean
  end
end
