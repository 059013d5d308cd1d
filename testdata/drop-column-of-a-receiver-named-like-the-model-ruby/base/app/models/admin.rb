class Admin < User
  scope :named, -> { where.not(login_name: nil) }
end
