class C {
  void a(java.sql.Connection c, EntityManager em, DataSource ds) {
    c.prepareCall("{call account_total(?)}");
    c.prepareCall("{? = call account_total(?)}");
    em.createStoredProcedureQuery("account_total");
    new SimpleJdbcCall(ds).withFunctionName("account_total");
  }
  interface R { @Procedure("account_total") long t(long a);
    @Procedure(procedureName = "account_total") long u(long a);
    @Query(value = "SELECT account_total(:a)", nativeQuery = true) long v(long a); }
}
