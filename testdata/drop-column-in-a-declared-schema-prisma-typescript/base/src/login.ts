import { prisma } from "./client";

export async function login(name: string) {
  return prisma.$queryRaw`SELECT id, username FROM users WHERE email = ${name}`;
}
