import { Account } from "./account";

export const find = (email: string) => Account.query().findOne({ email }).select("id", "firstName");

export const change = (id: number, firstName: string) => Account.query().patch({ firstName }).where("id", id);

export const label = async (id: number) => {
  const account = await Account.query().findById(id);
  return account.firstName + account.alias;
};
