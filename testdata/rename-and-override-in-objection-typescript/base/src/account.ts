import { Model, snakeCaseMappers } from "objection";

export class Account extends Model {
  static tableName = "users";

  static get columnNameMappers() {
    return snakeCaseMappers();
  }

  email?: string;
  firstName?: string;
  alias?: string;

  static relationMappings = () => ({
    namesakes: {
      relation: Model.HasManyRelation,
      modelClass: Account,
      join: { from: "users.nick", to: "users.alias" },
    },
  });
}
