class Orders
  def call(user, attributes)
    Order.create!(note: "x")
    Note.create!(title: "x", owner: user)
    Note.create!(title: "x", **attributes)
    Note.create!(attributes)
    Note.create!(title: "y") { |note| note.writer_id = user.id }
    Note.new(title: "z")
    user.notes.create!(title: "z")
  end
end
