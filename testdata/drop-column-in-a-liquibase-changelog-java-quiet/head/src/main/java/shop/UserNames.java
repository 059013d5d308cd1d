package shop;

import org.springframework.jdbc.core.JdbcTemplate;

class UserNames {
    private final JdbcTemplate jdbc;

    UserNames(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    String nameOf(long id) {
        return jdbc.queryForObject("SELECT username FROM users WHERE id = ?", String.class, id);
    }
}
