class Trace < ActiveRecord::Base
  set_table_name "gpx_files"

  scope :open, -> { where("visibility = ?", true) }
end
