class Page < ApplicationRecord
  delegate :transfer_mark, to: :statement
end
