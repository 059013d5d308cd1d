exports.up = function (db) {
  return db.removeColumn("users", "nickname");
};

exports.down = function (db) {
  return db.addColumn("users", "nickname", "string");
};
