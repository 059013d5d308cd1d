import { sql } from "drizzle-orm";
import { db } from "./db";

export const names = () => db.execute(sql`SELECT email, created_at FROM users`);
