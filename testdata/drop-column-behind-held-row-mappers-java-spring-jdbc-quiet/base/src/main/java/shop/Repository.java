package shop;

import java.util.List;

import org.springframework.jdbc.core.BeanPropertyRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

class Repository {
    private static final String TAGS = "SELECT * FROM tags";
    private static final RowMapper<Tag> TAG = new BeanPropertyRowMapper<>(Tag.class);
    private final JdbcTemplate jdbc;
    private final JdbcClient client;

    Repository(JdbcTemplate jdbc, JdbcClient client) {
        this.jdbc = jdbc;
        this.client = client;
    }

    List<String> labels() {
        return jdbc.query(TAGS, TAG).stream().map(tag -> tag.getName()).toList();
    }

    List<Cat> cats() {
        return client.sql("SELECT * FROM cats WHERE id > :id").param("id", 1).query(Cat.class).list();
    }

    String color(Cat cat) {
        return cat.getColor();
    }
}
