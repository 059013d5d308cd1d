import { Model } from "objection";
import { Role } from "./role.js";

export class User extends Model {
  static tableName = "users";

  static relationMappings = () => ({
    role: {
      relation: Model.BelongsToOneRelation,
      modelClass: Role,
      join: { from: "users.role_id", to: "roles.id" },
    },
  });
}

export const whole = (id) => User.query().withGraphFetched({ role: true }).findById(id);
export const named = (user) => user.role;
