class Order < ApplicationRecord
  before_validation { self.number ||= SecureRandom.hex }
end
