Sequel.migration do
  up do
    create_table(:orders) do
      primary_key :id
      foreign_key :user_id, :users, null: false
      foreign_key :coupon_id, :users
      BigDecimal :total, size: [10, 2]
    end
    create_join_table(order_id: :orders, user_id: :users)
  end

  down do
    drop_join_table(order_id: :orders, user_id: :users)
    drop_table(:orders)
  end
end
