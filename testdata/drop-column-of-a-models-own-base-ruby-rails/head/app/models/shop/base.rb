class Shop::Base < ActiveRecord::Base
  self.abstract_class = true
end
