package shop;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.BeanPropertyRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.SimpleJdbcInsert;

class Users {
    private final JdbcTemplate jdbc;
    private final NamedParameterJdbcTemplate named;

    Users(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.named = new NamedParameterJdbcTemplate(jdbc);
    }

    List<User> all() {
        return jdbc.query("SELECT id, login_email AS email, alias_name FROM t_user", new BeanPropertyRowMapper<>(User.class));
    }

    List<String> contacts() {
        return jdbc.query("SELECT u.* FROM t_user u", (rs, at) -> rs.getString("login_email"));
    }

    List<String> nicks() {
        return jdbc.query("SELECT alias_name AS nick FROM t_user", (rs, at) -> rs.getString("nick"));
    }

    void rename(long id, String email) {
        named.update("UPDATE t_user SET login_email = :email WHERE id = :id", Map.of("id", id, "email", email));
    }

    void add(String email) {
        new SimpleJdbcInsert(jdbc).withTableName("t_user").usingColumns("id", "login_email").execute(Map.of("email", email));
    }
}
