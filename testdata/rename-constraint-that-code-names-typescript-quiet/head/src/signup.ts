import { pool } from "./pool";

// It was "members_email_key" once.
export async function signup(email: string) {
  try {
    await pool.query("INSERT INTO members (email) VALUES ($1)", [email]);
  } catch (error: any) {
    if (error.constraint === "members_email_unique") return { taken: true };
    throw error;
  }
}

export async function invite(email: string) {
  await pool.query(`INSERT INTO members (email) VALUES ($1) ON CONFLICT (email) DO NOTHING`, [email]);
}
