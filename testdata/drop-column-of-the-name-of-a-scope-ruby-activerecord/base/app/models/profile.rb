class Profile
  delegate :theme_name, to: :user
end
