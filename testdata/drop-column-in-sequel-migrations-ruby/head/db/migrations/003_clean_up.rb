Sequel.migration do
  up do
    alter_table(:users) do
      drop_column :login
      rename_column :nick, :nickname
    end
    drop_column :users, :updated_at
    alter_table(:orders) do
      drop_foreign_key :coupon_id
    end
    drop_join_table(order_id: :orders, user_id: :users)
  end

  down do
    create_join_table(order_id: :orders, user_id: :users)
    alter_table(:orders) do
      add_foreign_key :coupon_id, :users
    end
    alter_table(:users) do
      add_column :login, String
      add_column :updated_at, DateTime
      rename_column :nickname, :nick
    end
  end
end
