class User < ActiveRecord::Base

  def purge
    self.image = nil
    save
  end
end
