package app;

class Store {
    void list(java.sql.Connection db, int least) throws Exception {
        StringBuilder query = new StringBuilder("SELECT id FROM posts");
        if (least > 0) {
            query.append(" WHERE rating > ?");
        }
        query.append(" LIMIT 10");
        db.prepareStatement(query.toString());
    }
}
