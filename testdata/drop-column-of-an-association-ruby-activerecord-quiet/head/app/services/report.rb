class Report
  def rows(post)
    Comment.where(post: post).joins(:post).order("posts.body").pluck(:body)
  end
end
