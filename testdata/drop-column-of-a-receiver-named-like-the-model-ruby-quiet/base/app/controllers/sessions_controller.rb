class SessionsController < ApplicationController
  def show
    @user = current_account.user
    log(@user.login_name)
  end
end
