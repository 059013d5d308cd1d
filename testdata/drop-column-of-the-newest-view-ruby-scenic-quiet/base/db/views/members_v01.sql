SELECT id, name, nick_name FROM users;
