class AccountJobs {
    void run(JdbcTemplate jdbcTemplate) {
        jdbcTemplate.query("SELECT a.name, a.made_at AS made,\n"
            + "       latest.made_at,\n"
            + "       c.expires_at\n"
            + "FROM (\n"
            + "         SELECT account_id, max(made_at) AS newest_at\n"
            + "         FROM account_version\n"
            + "         GROUP BY account_id) AS newest\n"
            + "         INNER JOIN (SELECT * FROM account WHERE name LIKE lower('x')) AS a\n"
            + "                    ON newest.account_id = a.id\n"
            + "         INNER JOIN account_version AS latest\n"
            + "                    ON latest.account_id =\n"
            + "                       newest.account_id\n"
            + "                        AND latest.made_at =\n"
            + "                            newest.newest_at\n"
            + "         INNER JOIN (SELECT * FROM certificate) AS c\n"
            + "                    ON latest.id = c.version_id\n"
            + "WHERE c.expires_at <= 5\n");
    }
}
