class Community < ApplicationRecord
end
