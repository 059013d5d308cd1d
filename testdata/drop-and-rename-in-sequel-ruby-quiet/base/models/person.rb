class Member < Sequel::Model(:people)
  def label
    email
  end
end
