import { Repository } from "typeorm";
import { Account } from "./account.entity";

export class Accounts {
  constructor(private readonly accounts: Repository<Account>) {}

  find(email: string) {
    return this.accounts.findOneBy({ email });
  }

  async label(id: number) {
    const account = await this.accounts.findOneByOrFail({ id });
    return account.email + account.nick;
  }

  named(email: string) {
    return this.accounts.createQueryBuilder("a").where("a.email = :email AND a.nick IS NULL", { email }).getMany();
  }
}

export const shown = (account: Pick<Account, "email" | "nick">) => account.nick;
