import { pool } from "./pool";

export async function signup(email: string) {
  try {
    await pool.query("INSERT INTO members (email) VALUES ($1)", [email]);
  } catch (error: any) {
    if (error.constraint === "members_email_key") return { taken: true };
    throw error;
  }
}

export async function invite(email: string) {
  await pool.query(`INSERT INTO members (email) VALUES ($1) ON CONFLICT ON CONSTRAINT members_email_key DO NOTHING`, [email]);
}
