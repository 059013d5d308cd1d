class Review < Sequel::Model
end
