class Member < Sequel::Model(:people)
  set_primary_key :person_id
  def_column_alias :name, :title
end
