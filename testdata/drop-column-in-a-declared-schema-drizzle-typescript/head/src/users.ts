import { sql } from "drizzle-orm";
import { db } from "./db";

export const names = () => db.execute(sql`SELECT nick_name, created_at FROM users`);
