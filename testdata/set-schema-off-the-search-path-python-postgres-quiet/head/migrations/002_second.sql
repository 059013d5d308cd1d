ALTER DATABASE main SET search_path TO app, public;
ALTER TABLE users SET SCHEMA app;
