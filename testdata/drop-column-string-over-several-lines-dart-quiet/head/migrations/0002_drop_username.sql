-- `username` has been deprecated since the spring release.
ALTER TABLE users
    DROP COLUMN username;
