package shop;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

class Pets {
    private static final String FIND = "SELECT * FROM pets WHERE id = ?";

    private final JdbcTemplate jdbc;

    Pets(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    String find(long id) {
        return jdbc.queryForObject(FIND, new Mapper(), id);
    }

    static class Mapper implements RowMapper<String> {
        public String mapRow(ResultSet rs, int at) throws SQLException {
            return rs.getString("nick") + rs.getString("mail_addr");
        }
    }
}
