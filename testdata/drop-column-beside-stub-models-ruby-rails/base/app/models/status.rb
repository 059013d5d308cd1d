class Status < ApplicationRecord
  has_one :status_stat

  def summary
    "#{text} (#{boosts_count})"
  end
end
