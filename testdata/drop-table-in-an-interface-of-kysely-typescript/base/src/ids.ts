import type { Db } from "./types";

export const ids = (db: Db) => db.selectFrom("price_plans").select(["id"]).execute();
