class MoveDates < ActiveRecord::Migration[7.1]
  def change
    remove_column :valuations, :booked_on, :date
  end
end
