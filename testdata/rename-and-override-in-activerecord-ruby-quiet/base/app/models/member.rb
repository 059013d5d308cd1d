class Member < ApplicationRecord
  self.table_name = "people"
  self.primary_key = "person_id"
  self.ignored_columns = %w[legacy_flag old_title state]

  alias_attribute :email, :email_address
  alias_attribute :user_name, :title
  alias_attribute :login, :title
  belongs_to :writer, class_name: "Member", foreign_key: :author_id, optional: true
end
