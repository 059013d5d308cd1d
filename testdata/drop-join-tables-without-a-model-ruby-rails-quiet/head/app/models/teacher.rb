class Teacher < ApplicationRecord
  has_and_belongs_to_many :rooms, join_table: "room_keys", foreign_key: :teacher_id
end
