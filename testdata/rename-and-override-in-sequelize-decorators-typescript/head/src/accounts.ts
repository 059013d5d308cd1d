import { Account } from "./account";

export const find = (email: string) => Account.findOne({ where: { email }, attributes: ["id", "label", "nick"] });

export async function label(id: number) {
  const account = await Account.findByPk(id);
  return `${account.label} ${account.nick} ${account.firstName}`;
}

export const add = (nick: string) => Account.create({ nick, firstName: nick });
