package shop;

import java.sql.Connection;
import java.sql.PreparedStatement;

class UserNames {
    PreparedStatement names(Connection connection) throws Exception {
        return connection.prepareStatement("SELECT username FROM users WHERE id = ?");
    }
}
