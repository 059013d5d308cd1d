class Status < ApplicationRecord
  has_one :status_stat

  alias hidden? discarded?
  alias_method :hidden, :discarded?

  def boosts_count
    status_stat&.boosts_count || 0
  end

  def discarded?
    discarded_at.present?
  end
end
