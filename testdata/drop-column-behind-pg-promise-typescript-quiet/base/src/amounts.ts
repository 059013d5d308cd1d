import { db } from "./db"

export async function amounts(ids: number[], country: string) {
  return db.any(
    `WITH sums AS (
       SELECT p.maker_id, sum(p.amount) AS amount
       FROM parts p
       WHERE p.maker_id IN (SELECT id FROM makers WHERE country = $(country) AND id IN ($(ids:csv)))
       GROUP BY p.maker_id
     )
     SELECT s.amount FROM sums s JOIN makers m ON m.id = s.maker_id WHERE m.id IN ($<ids:list>) ORDER BY $[order:name]`,
    { ids, country, order: "amount" },
  )
}
