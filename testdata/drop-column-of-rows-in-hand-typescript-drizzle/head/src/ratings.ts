import { db } from "./db";
import { posts, users } from "./schema";

export type Row = typeof posts.$inferSelect;

export async function one() {
  const [row] = await db.select().from(posts);
  return row.rating;
}

export async function all() {
  const rows = await db.select().from(posts).limit(3);
  return rows.map((row) => row.rating);
}

export async function changed() {
  const [{ rating }] = await db.update(posts).set({ id: 1 }).returning();
  return rating;
}

export const asked = () =>
  db.query.posts.findMany({
    where: (row, { eq }) => eq(row.rating, 3),
    orderBy: (posts, { desc }) => [desc(posts.rating)],
  });

export const below = () => db.query.users.findMany({ with: { posts: { columns: { rating: true } } } });

export const score = ({ rating }: Row) => rating;

export const own = () => db.select({ rating: posts.id }).from(posts);

export const writers = () => db.query.posts.findMany({ with: { writer: { columns: { rating: true } } } });
