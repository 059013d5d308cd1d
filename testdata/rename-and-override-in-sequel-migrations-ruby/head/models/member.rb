class Member < Sequel::Model(:people)
  set_primary_key :person_id
  def_column_alias :email, :mail
  def_column_alias :user_name, :login
  many_to_one :author, class: :Member, key: :writer_id
end
