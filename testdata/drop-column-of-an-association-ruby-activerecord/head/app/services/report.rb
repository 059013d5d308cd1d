class Report
  def rows(reader)
    Comment.where(reader: reader).joins(:post).pluck(:body)
  end
end
