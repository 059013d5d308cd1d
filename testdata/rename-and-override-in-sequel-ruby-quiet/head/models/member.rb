class Member < Sequel::Model(:people)
  set_primary_key :person_id
  def_column_alias :email, :email_address
  def_column_alias :user_name, :title
  def_column_alias :login, :title
  many_to_one :author, class: :Member, key: :author_id
end
