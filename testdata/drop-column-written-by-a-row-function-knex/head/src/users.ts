import { Knex } from "knex";

const TABLE = "users";

const toRow = (user: User) => ({
  email: user.email,
  nickname: user.shownAs,
});

export class UserStore {
  constructor(private readonly db: Knex) {}

  async insert(user: User) {
    const row = toRow(user);
    await this.db<UserRow>(TABLE).insert(row);
    await this.db<UserRow>(TABLE).insert([user].map(toRow)).onConflict("nickname").merge(["archived"]);
  }

  async find(archived: boolean) {
    const query = this.db(TABLE);
    query.where({ archived });
    return query.max("nickname");
  }
}
