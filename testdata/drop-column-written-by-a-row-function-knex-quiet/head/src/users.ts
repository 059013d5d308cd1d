import { Knex } from "knex";

const TABLE = "users";

const toRow = (user: User) => ({
  email: user.email,
});

// What the API gives is none of the table's rows.
const toAnswer = (user: User) => ({
  email: user.email,
  nickname: user.email.split("@")[0],
});

export class UserStore {
  constructor(private readonly db: Knex) {}

  async insert(user: User) {
    const row = toRow(user);
    await this.db<UserRow>(TABLE).insert(row);
    this.log("users").where({ nickname: user.email });
    return toAnswer(user);
  }

  // The name of a connection.
  async mails() {
    return this.connection("reports").table("users").select("email");
  }

  async find(archived: boolean) {
    const query = this.db(TABLE);
    query.whereNotNull("email");
    const others = this.db("accounts");
    others.where({ archived });
    return query.max("id");
  }
}
