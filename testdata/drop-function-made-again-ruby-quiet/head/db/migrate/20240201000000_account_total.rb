class AccountTotal < ActiveRecord::Migration[7.1]
  def up
    drop_function :account_total
    create_function :account_total, version: 1
  end
end
