class Member < ApplicationRecord
  self.table_name = "people"
  self.primary_key = "person_id"
  self.ignored_columns = %w[legacy_flag]

  alias_attribute :email, :mail
  alias_attribute :user_name, :login
  belongs_to :writer, class_name: "Member", foreign_key: :writer_id, optional: true
  enum :state, { active: 0, gone: 1 }
end
