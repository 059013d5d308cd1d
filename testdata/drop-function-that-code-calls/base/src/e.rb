class Order < ActiveRecord::Base
  def a
    connection.execute("SELECT account_total(1)")
    Order.select("account_total(id) AS t")
    Order.where("account_total(id) > 3")
    Arel::Nodes::NamedFunction.new("account_total", [])
    DB.select(Sequel.function(:account_total, 1))
  end
end
