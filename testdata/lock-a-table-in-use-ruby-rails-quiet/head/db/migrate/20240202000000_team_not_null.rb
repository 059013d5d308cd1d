class TeamNotNull < ActiveRecord::Migration[7.1]
  def up
    validate_check_constraint :users, name: "users_team_null"
    change_column_null :users, :team, false
    remove_check_constraint :users, name: "users_team_null"
  end
end
