class Member < User
  with_options on: :create do
    validates :nick_name, presence: true
  end

  if Rails.env.production?
    validates :nick_name, length: { maximum: 80 }
  end

  scoped_search on: [:id, :nick_name]
end

class Roll
  def call
    Member.where(full_name: nil).where.not(nick_name: nil)
  end

  def names
    User.where(id: 1).distinct.order(:nick_name)
  end
end
