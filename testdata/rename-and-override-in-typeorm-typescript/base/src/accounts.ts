import { Repository } from "typeorm";
import { Account } from "./account.entity";

export class Accounts {
  constructor(private readonly accounts: Repository<Account>) {}

  find(email: string) {
    return this.accounts.findOneBy({ email });
  }

  async label(id: number) {
    const account = await this.accounts.findOneByOrFail({ id });
    return account.label + account.nick;
  }

  named(firstName: string) {
    return this.accounts.createQueryBuilder("a").where("a.firstName = :firstName AND a.nick IS NULL", { firstName }).getMany();
  }
}

export const shown = (account: Pick<Account, "label" | "nick">) => account.label;
