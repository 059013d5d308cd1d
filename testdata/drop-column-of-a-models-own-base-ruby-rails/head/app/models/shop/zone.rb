module Shop
  class Zone < Shop::Base
    scope :taxed, -> { where(default_tax: true) }
  end
end
