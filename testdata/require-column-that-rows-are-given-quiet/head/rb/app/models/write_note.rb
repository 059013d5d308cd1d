class WriteNote
  def call(title, writer)
    Note.create!(title: title, writer: writer)
  end
end
