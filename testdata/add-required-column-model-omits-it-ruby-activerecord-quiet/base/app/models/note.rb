class Note < ApplicationRecord
  belongs_to :owner, class_name: "User", foreign_key: :writer_id
end
