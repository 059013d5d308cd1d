class CreatePosts < ActiveRecord::Migration[7.1]
  def change
    create_table :posts do |t|
      t.references :user, null: false, foreign_key: true
      t.string :title, index: true
      t.index [:title, :user_id], unique: true
    end
    add_check_constraint :users, "team IS NOT NULL", name: "users_team_null", validate: false
  end
end
