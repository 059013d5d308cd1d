import { prisma } from "./client"

export async function titles() {
  await prisma.priority.create({ data: { title: "high" } })
  return prisma.priority.findMany()
}
