module Handled
  extend ActiveSupport::Concern

  included do
    validates :title, presence: true
  end

  def handle
    read_attribute(:handle) || title
  end

  def shout
    handle.upcase  + self[:seen].to_s
  end
end
