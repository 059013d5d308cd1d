class Account < ApplicationRecord
  has_many :valuations

  def first_valuation
    current_account.valuations.order(:booked_on).first
  end

  def value!(day)
    Valuation.create!(account: self, booked_on: day)
  end
end
