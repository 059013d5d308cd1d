export async function a(supabase: any, db: any, sequelize: any, prisma: any) {
  await supabase.rpc("average_total", { of: 1 });
  await db.selectFrom("orders").select((eb: any) => eb.fn("average_total", ["id"])).execute();
  await sequelize.query("CALL average_total(:a)");
  await prisma.$queryRaw`SELECT average_total(${1})`;
  await db("orders").select(db.raw("average_total(id) as t"));
  sequelize.fn("average_total", 1);
  console.log("account_total(3) was called");
  return account_total(3);
}
function account_total(a: number) { return a; }
