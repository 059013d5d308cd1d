class Post < ApplicationRecord
  has_many :translations
end
