import { Model, snakeCaseMappers } from "objection";

export class Account extends Model {
  static tableName = "users";

  static get columnNameMappers() {
    return snakeCaseMappers();
  }

  email?: string;
  firstName?: string;
  alias?: string;
}
