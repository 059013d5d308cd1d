module Shop
  module MigrationColumns
    def self.common(table)
      table.primary_key :id
      timestamps(table)
    end

    def self.timestamps(table)
      table.DateTime :created_at, null: false
      table.DateTime :updated_at
    end
  end
end
