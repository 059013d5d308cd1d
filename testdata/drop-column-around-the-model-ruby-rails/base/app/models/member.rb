class Member < User
  with_options on: :create do
    validates :nick_name, presence: true
  end

  if Rails.env.production?
    validates :nick_name, length: { maximum: 80 }
  end

  scoped_search on: [:id, :nick_name]
end
