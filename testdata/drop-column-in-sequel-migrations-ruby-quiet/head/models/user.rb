class User < Sequel::Model
  one_to_many :orders

  # Stands before the column.
  def nick
    email.split("@").first
  end

  def label
    "#{nick} #{email} (#{created_at})"
  end
end
