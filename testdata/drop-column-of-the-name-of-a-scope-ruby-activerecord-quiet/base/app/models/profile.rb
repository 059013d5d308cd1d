class Profile
  delegate :theme_name, to: :site

  def dark?
    user.theme_name?
  end
end
