import { clickhouseClient } from "./clickhouse";
import { prisma } from "./db";

export async function compare(projectId: string) {
  const [here] = await prisma.$queryRaw`SELECT count(*) FROM traces WHERE project_id = ${projectId}`;
  const there = await clickhouseClient().query({ query: "SELECT count() FROM traces" });
  return [here, there];
}
