class CreateEntries < ActiveRecord::Migration[7.1]
  def change
    create_table :entries do |t|
      t.references :account
      t.references :entryable, polymorphic: true
      t.date :booked_on
    end
    create_table :valuations do |t|
      t.references :account
      t.date :booked_on
    end
  end
end
