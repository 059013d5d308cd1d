ALTER TABLE t_user RENAME COLUMN email TO login_email;
ALTER TABLE t_user DROP COLUMN mail_addr;
ALTER TABLE t_user DROP COLUMN nick;
