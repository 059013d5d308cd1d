class Comment < ApplicationRecord
  belongs_to :commentable, polymorphic: true
  belongs_to :post
  belongs_to :reader, class_name: "User"
end
