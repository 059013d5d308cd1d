class PostsController < ApplicationController
  def show
    @post = Post.find(params[:id])
    render plain: @post.short_title
  end
end
