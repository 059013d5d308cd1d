import { prisma } from "./client"

export async function titles() {
  await prisma.$executeRaw`INSERT INTO "Priority" ("title") VALUES (${"high"})`
  return prisma.priority.findMany()
}
