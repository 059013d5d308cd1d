import { EntityManager, Loaded } from "@mikro-orm/core";
import { Account } from "./account";

export const find = (em: EntityManager, email: string) => em.findOne(Account, { email }, { fields: ["label", "nick"] });

export const label = async (em: EntityManager, id: number) => {
  const account = await em.findOneOrFail(Account, id);
  return `${account.label} ${account.nick}`;
};

export const show = (account: Loaded<Account>) => account.firstName;
