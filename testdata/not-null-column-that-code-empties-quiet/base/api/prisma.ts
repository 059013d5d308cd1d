import { PrismaClient } from "@prisma/client";

const prisma = new PrismaClient();

export async function forget(id: bigint) {
  return prisma.accounts.update({ where: { id }, data: { note: null } });
}

export async function bare() {
  return prisma.accounts.findMany({ where: { phone: null } });
}
