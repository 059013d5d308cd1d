class Post < ApplicationRecord
  translates :short_title
end
