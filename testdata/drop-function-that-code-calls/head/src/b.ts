export async function a(supabase: any, db: any, sequelize: any, prisma: any) {
  await supabase.rpc("account_total", { of: 1 });
  await db.selectFrom("orders").select((eb: any) => eb.fn("account_total", ["id"])).execute();
  await sequelize.query("CALL account_total(:a)");
  await prisma.$queryRaw`SELECT account_total(${1})`;
  await db("orders").select(db.raw("account_total(id) as t"));
  sequelize.fn("account_total", 1);
  return account_total(3);
}
function account_total(a: number) { return a; }
