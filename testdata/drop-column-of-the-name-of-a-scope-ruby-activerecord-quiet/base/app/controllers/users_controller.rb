class UsersController
  def show
    User.visible.order(:id)
    user.language
  end
end
