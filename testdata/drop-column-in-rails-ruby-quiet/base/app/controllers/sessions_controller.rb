class SessionsController < ApplicationController
  def create
    user = User.find_by(email: params[:email])
    redirect_to user
  end
end
