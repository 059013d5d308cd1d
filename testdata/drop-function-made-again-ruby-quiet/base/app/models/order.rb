class Order < ApplicationRecord
  def self.sum_of(account)
    connection.select_value("SELECT account_total(#{account.id})")
  end
end
