class C {
  void a(java.sql.Connection c, EntityManager em, DataSource ds) {
    c.prepareCall("{call average_total(?)}");
    c.prepareCall("{? = call average_total(?)}");
    em.createStoredProcedureQuery("average_total");
    new SimpleJdbcCall(ds).withFunctionName("average_total");
  }
  interface R { @Procedure("average_total") long t(long a);
    @Procedure(procedureName = "average_total") long u(long a);
    @Query(value = "SELECT average_total(:a)", nativeQuery = true) long v(long a); }
}
