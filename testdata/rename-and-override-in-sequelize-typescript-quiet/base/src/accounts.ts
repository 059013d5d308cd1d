import { Account } from "./account";

export const find = (email: string) => Account.findOne({ where: { email }, attributes: ["id", "nick"] });

export async function label(id: number) {
  const account = await Account.findByPk(id);
  return `${account.email} ${account.nick}`;
}

export const add = (nick: string) => Account.create({ nick, email: nick });
