class SessionsController < ApplicationController
  def show
    @user = current_account.user
    log(@user.login_name) if @user.saved_change_to_login_name?
  end
end
