module Shop
  class Zone < Shop::Base
    scope :taxed, -> { where(active: true) }
  end
end
