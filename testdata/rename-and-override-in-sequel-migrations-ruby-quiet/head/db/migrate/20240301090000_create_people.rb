Class.new(Sequel::Migration) do
  def up
    create_table(:people) do
      primary_key :person_id, type: :Bignum
      column :mail, :text
      column :login, String
      varchar :title, size: 80
      foreign_key :writer_id, :people, type: :Bignum
      constraint(:mail_is_long) { length(mail) > 3 }
    end
  end

  def down
    drop_table(:people)
  end
end
