DELIMITER $$
CREATE PROCEDURE forget_username()
BEGIN
    IF EXISTS (SELECT * FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'username') THEN
        ALTER TABLE users DROP COLUMN username;
    END IF;
END $$
DELIMITER ;
CALL forget_username();
DROP PROCEDURE forget_username;
