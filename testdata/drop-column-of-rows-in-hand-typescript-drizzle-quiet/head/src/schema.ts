import { bigserial, integer, pgTable } from "drizzle-orm/pg-core";

export const users = pgTable("users", { id: bigserial("id", { mode: "number" }), rating: integer("rating") });
export const posts = pgTable("posts", { id: bigserial("id", { mode: "number" }) });
