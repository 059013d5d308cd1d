CREATE TABLE accounts (id INT PRIMARY KEY, email VARCHAR(100), is_notified BOOLEAN);
