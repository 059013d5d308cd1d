package shop;

import org.springframework.jdbc.core.JdbcTemplate;

class Users {
    private static final String NAMES = """
        SELECT u.id, u.username
        FROM users u
        WHERE EXISTS (SELECT 1 FROM users o WHERE o.username = u.username AND o.id <> u.id)
        """;

    Object names(JdbcTemplate jdbc) {
        return jdbc.queryForList(NAMES);
    }
}
