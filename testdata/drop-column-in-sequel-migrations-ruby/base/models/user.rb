class User < Sequel::Model
  one_to_many :orders

  def label
    "#{nick} #{login} (#{created_at})"
  end
end
