class Board
  # Left out of the ‘Organisation’ page.
  def size(organisation)
    organisation.board_members
  end
end
