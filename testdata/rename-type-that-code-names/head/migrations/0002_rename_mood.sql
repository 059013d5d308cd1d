ALTER TYPE mood RENAME TO user_state;
