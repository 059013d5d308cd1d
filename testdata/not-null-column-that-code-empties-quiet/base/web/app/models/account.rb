class Account < ApplicationRecord
  def forget
    update!(note: nil)
  end

  def forget_quietly
    self.note = nil
    save!
  end

  def bare?
    phone == nil || phone.nil?
  end
end
