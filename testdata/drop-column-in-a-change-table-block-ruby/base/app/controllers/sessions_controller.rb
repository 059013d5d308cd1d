class SessionsController < ApplicationController
  def create
    user = User.find_by(username: params[:username])
    redirect_to user
  end
end
