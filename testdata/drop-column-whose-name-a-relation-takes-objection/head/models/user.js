import { Model } from "objection";

export class User extends Model {
  static tableName = "users";
}

export const admins = () => User.query().where({ role: "admin" });
