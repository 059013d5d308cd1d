import { prisma } from "./client";

export async function login(name: string) {
  return prisma.$queryRaw`SELECT id, email FROM users WHERE email = ${name}`;
}
