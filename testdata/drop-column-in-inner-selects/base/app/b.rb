class User < ApplicationRecord
  def self.a
    where("id IN (SELECT user_id FROM peers WHERE active)").select("(SELECT count(*) FROM peers WHERE peers.user_id = users.id AND seeder) AS n")
  end
end
