class Orders < ActiveRecord::Migration[7.1]
  def change
    create_table :orders do |t|
      t.integer :total
    end
    execute "CREATE FUNCTION account_total(of bigint) RETURNS bigint LANGUAGE sql AS $$ SELECT sum(total) FROM orders $$"
  end
end
