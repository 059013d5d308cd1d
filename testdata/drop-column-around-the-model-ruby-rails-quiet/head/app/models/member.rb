class Member < User
  has_many :products

  with_options on: :create do
    validates :full_name, presence: true
  end

  scoped_search on: :nick_name, relation: :products
end

class Roll
  def call
    Member.find(1).product.where(nick_name: nil)
    Member.where(full_name: nil).products.where.not(nick_name: nil)
  end
end
