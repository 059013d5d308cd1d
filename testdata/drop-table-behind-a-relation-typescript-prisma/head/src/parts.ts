import { prisma } from "./client"

export async function parts() {
  return prisma.part.findMany({ include: { stock: true, maker: true } })
}
