class MessagesController < ApplicationController
  def hide
    found = Window.find_by_token(params[:token])
    found.visible = false
    found.save
  end
end
