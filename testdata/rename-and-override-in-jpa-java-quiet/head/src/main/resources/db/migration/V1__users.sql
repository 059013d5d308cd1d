CREATE TABLE t_user (
    id         BIGINT PRIMARY KEY,
    email      VARCHAR(255) NOT NULL,
    mail_addr  VARCHAR(255),
    nick       VARCHAR(64),
    alias_name VARCHAR(64),
    boss_id    BIGINT
);
