class Valuation < ApplicationRecord
  belongs_to :account
end
