class Account::Entry < ApplicationRecord
  include Handled

  scope :plain, -> { where(title: "x") }

  def run
    @seen = true
    update! title: "ran"
  end
end
