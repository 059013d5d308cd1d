package shop;

import java.sql.*;

class Users {
    ResultSet all(Connection db) throws SQLException {
        String sql = "SELECT u.id, "
            + "u.username "
            + "FROM users u "
            + "WHERE u.id > 0";
        return db.prepareStatement(sql).executeQuery();
    }
}
