import type { Db } from "./types";

export const ids = (db: Db) => db.selectFrom("users").select(["id"]).execute();
