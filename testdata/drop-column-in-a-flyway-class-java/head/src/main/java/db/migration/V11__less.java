package db.migration;

import java.sql.Statement;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;

public class V11__less extends BaseJavaMigration {
    private static final String COLUMN = "username";

    @Override
    public void migrate(Context context) throws Exception {
        try (Statement statement = context.getConnection().createStatement()) {
            statement.execute("UPDATE users SET " + COLUMN + " = NULL");
            statement.execute("ALTER TABLE users DROP COLUMN " + COLUMN);
        }
    }
}
