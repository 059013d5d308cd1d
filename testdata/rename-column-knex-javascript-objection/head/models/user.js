const { Model } = require("objection");

class User extends Model {
  static get tableName() {
    return "users";
  }
}

const named = (name) => User.query().where("nick", name).first();

module.exports = { User, named };
