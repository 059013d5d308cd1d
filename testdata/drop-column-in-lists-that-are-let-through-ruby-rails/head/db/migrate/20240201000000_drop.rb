class Drop < ActiveRecord::Migration[7.1]
  def change
    remove_column :communities, :slogan, :string
    remove_column :communities, :feedback_to_admin, :string
  end
end
