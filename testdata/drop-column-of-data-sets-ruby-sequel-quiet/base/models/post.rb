class Post < Sequel::Model
end
