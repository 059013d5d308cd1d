module Handled
  extend ActiveSupport::Concern

  included do
    validates :title, presence: true
  end

  def handle
    title.parameterize
  end

  def shout
    handle.upcase
  end

  def transfer_mark
    false
  end
end
