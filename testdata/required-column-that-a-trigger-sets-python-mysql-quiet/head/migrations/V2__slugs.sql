ALTER TABLE users ADD COLUMN slug varchar(80) NULL;
CREATE TRIGGER users_slug BEFORE INSERT ON users FOR EACH ROW SET NEW.slug = lower(NEW.name);
UPDATE users SET slug = lower(name);
ALTER TABLE users MODIFY slug varchar(80) NOT NULL;
