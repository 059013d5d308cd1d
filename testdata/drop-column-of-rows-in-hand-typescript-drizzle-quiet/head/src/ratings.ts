import { db } from "./db";
import { posts, users } from "./schema";

export type Row = typeof users.$inferSelect;

export async function one() {
  const [row] = await db.select().from(users);
  return row.rating;
}

export async function all() {
  const rows = await db.select().from(users).limit(3);
  return rows.map((row) => row.rating);
}

export async function changed() {
  const [{ rating }] = await db.update(users).set({ id: 1 }).returning();
  return rating;
}

export const asked = () =>
  db.query.users.findMany({
    where: (row, { eq }) => eq(row.rating, 3),
    orderBy: (users, { desc }) => [desc(users.rating)],
  });

export const below = () => db.query.posts.findMany({ with: { users: { columns: { rating: true } } } });

export const score = ({ rating }: Row) => rating;

export const own = () => db.select({ rating: posts.id }).from(posts);

export const writers = () => db.query.posts.findMany({ with: { writer: { columns: { rating: true } } } });
