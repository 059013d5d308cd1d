class CreateOrganisations < ActiveRecord::Migration[7.1]
  def change
    create_table :organisations do |t|
      t.string :name
      t.integer :board_members
      t.integer :founders
    end
  end
end
