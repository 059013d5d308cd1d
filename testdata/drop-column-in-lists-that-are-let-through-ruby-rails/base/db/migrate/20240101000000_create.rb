class Create < ActiveRecord::Migration[7.1]
  def change
    create_table :communities do |t|
      t.string :slogan
      t.string :feedback_to_admin
    end
    create_table :people do |t|
      t.string :slogan
      t.string :feedback_to_admin
    end
  end
end
