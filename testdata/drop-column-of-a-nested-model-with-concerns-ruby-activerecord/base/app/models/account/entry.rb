class Account::Entry < ApplicationRecord
  include Handled

  scope :plain, -> { where(transfer_mark: false) }

  def run
    @seen = true
    update! title: "ran", ran_at: Time.current
  end
end
