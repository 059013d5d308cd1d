--liquibase formatted sql

--changeset shop:2
ALTER TABLE users DROP COLUMN username;
--rollback ALTER TABLE users ADD COLUMN username TEXT;
