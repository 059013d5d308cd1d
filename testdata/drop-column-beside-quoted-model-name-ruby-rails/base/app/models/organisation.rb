class Organisation < ApplicationRecord
end
