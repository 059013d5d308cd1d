Sequel.migration do
  change do
    create_table(:users) do
      Shop::MigrationColumns.common(self)
      String :email, size: 255, null: false
      String :login
      String :nick
      column :settings, :jsonb
      index :email, unique: true
    end
  end
end
