class City < Sequel::Model
  many_to_one :team

  def label
    nickname
  end
end
