class Member < Sequel::Model(:people)
  many_to_one :team

  def label
    nickname || email
  end
end
