old_columns = %w[login].map { |name| name.to_sym }

Sequel.migration do
  up do
    alter_table Sequel[:people] do
      rename_column :mail, :email_address
      drop_foreign_key :writer_id
    end

    if database_type == :mysql
      run "ALTER TABLE people CHANGE title title MEDIUMTEXT"
    end

    old_columns.each do |name|
      drop_column :people, name if self[:people].columns.include?(name)
    end
  end

  down do
    alter_table :people do
      rename_column :email_address, :mail
      add_foreign_key :writer_id, :people, type: :Bignum
      add_column :login, String
    end
  end
end
