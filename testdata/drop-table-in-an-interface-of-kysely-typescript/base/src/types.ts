import type { Generated, Kysely } from "kysely";

export interface PricePlan {
  id: Generated<number>;
}

export interface User {
  id: Generated<number>;
}

export interface Database {
  price_plans: PricePlan;
  users: User;
}

export type Db = Kysely<Database>;
