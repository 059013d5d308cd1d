import { Post } from "./post";
import { User } from "./user";

export async function instance(id: number) {
  const row = await Post.findByPk(id);
  await row.update({ rating: 3 });
  await row.increment("rating");
  return row.get("rating");
}

export async function lists() {
  const rows = await Post.findAll();
  for (const row of rows) console.log(row.rating);
  rows.forEach(({ rating }) => console.log(rating));
  return rows.reduce((sum, row) => sum + row.rating, 0);
}

export const later = () => Post.findAll().then((rows) => rows.map((row) => row.rating));

export async function counted() {
  const { rows, count } = await Post.findAndCountAll();
  return [rows[0].rating, count];
}

export async function together() {
  const [users, posts] = await Promise.all([User.findAll(), Post.findAll()]);
  return [users.map((user) => user.id), posts.map((post) => post.rating)];
}

export async function made() {
  const posts = await Post.findAll();
  return posts.map((post) => ({ rating: post.id })).filter((one) => one.rating > 3);
}
