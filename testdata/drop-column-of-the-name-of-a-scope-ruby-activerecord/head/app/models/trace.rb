class Trace < ApplicationRecord
  belongs_to :user
end
