import { Account } from "./account";

export const find = (email: string) => Account.query().findOne({ mail: email }).select("id", "alias");

export const change = (id: number, alias: string) => Account.query().patch({ alias }).where("id", id);

export const label = async (id: number) => {
  const account = await Account.query().findById(id);
  return account.mail + account.alias;
};
