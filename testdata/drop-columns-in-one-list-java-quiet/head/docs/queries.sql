SELECT nick_name, email FROM users WHERE phone IS NOT NULL;
