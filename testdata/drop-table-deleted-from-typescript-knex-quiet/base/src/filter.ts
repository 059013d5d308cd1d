import { db } from "./db"

export async function without(params: URLSearchParams) {
  params.delete("estimates")
  return db("parts").select("id")
}
