package shop.audit;

import org.springframework.jdbc.core.JdbcTemplate;

class AuditLog {
    private final JdbcTemplate jdbc;

    AuditLog(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void record(String what) {
        jdbc.update("INSERT INTO audit_events (what) VALUES (?)", what);
    }
}
