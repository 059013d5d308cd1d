class User < ActiveRecord::Base
  has_attached_file :image

  def purge
    self.image = nil
    save
  end
end
