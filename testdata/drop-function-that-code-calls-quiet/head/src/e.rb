class Order < ActiveRecord::Base
  def a
    connection.execute("SELECT average_total(1)")
    Order.select("average_total(id) AS t")
    Order.where("average_total(id) > 3")
    Arel::Nodes::NamedFunction.new("average_total", [])
    DB.select(Sequel.function(:average_total, 1))
  end
end
