class Essay < Post
  enum state: { good: 0, published: 1 }

  def line
    published? ? title : state
  end
end
