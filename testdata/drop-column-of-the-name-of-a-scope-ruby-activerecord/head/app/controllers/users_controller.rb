class UsersController
  def show
    User.where(visible: true)
  end
end
