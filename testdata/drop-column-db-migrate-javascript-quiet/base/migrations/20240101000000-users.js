exports.up = function (db) {
  return db.createTable("users", {
    id: { type: "int", primaryKey: true, autoIncrement: true },
    email: { type: "string", notNull: true },
    nickname: "string",
  });
};

exports.down = function (db) {
  return db.dropTable("users");
};
