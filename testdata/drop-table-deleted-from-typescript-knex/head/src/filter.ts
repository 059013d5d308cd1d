import { db } from "./db"

export async function without(params: URLSearchParams) {
  await db("estimates").where({ id: params.get("id") }).delete()
  return db("parts").select("id")
}
