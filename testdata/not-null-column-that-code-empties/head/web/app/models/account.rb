class Account < ApplicationRecord
  def forget
    update!(phone: nil)
  end

  def forget_quietly
    self.phone = nil
    save!
  end

  def bare?
    phone == nil || phone.nil?
  end
end
