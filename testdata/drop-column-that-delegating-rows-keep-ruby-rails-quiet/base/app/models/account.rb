class Account < ApplicationRecord
  has_many :entries

  def first_valuation
    account.entries.valuations.order(:booked_on).first
  end

  def value!(day)
    account.entries.create!(entryable: Valuation.new, booked_on: day)
  end
end
