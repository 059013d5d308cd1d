class Member < User
  has_many :products

  with_options on: :create do
    validates :full_name, presence: true
  end

  scoped_search on: :nick_name, relation: :products
end
