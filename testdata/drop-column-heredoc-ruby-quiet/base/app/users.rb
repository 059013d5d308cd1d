class Users
  def self.all(db)
    db.exec_params(<<~SQL, [0])
      SELECT id, email
      FROM users
      WHERE id > $1
    SQL
  end
end
