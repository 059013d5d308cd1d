class User < Sequel::Model
  one_to_many :orders

  def label
    "#{email} (#{created_at})"
  end
end
