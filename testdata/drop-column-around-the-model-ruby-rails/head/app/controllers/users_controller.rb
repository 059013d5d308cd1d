class UsersController < ApplicationController
  def create
    @user = User.create!(user_params)
  end

  def update
    @user.update!(params.expect(user: [:nick_name]))
  end

  def search
    User.ransack(full_name_or_nick_name_cont: params[:q])
  end

  private

  def user_params
    params.require(:user).permit(:full_name, :nick_name)
  end
end
