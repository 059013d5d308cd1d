class WriteNote
  def call(title)
    Note.create!(title: title)
  end
end
