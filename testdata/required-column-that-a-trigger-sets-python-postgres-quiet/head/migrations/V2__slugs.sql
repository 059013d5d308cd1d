CREATE FUNCTION set_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.slug IS NULL THEN
        NEW.slug := lower(NEW.name);
    END IF;
    RETURN NEW;
END
$$;
ALTER TABLE users ADD COLUMN slug text;
CREATE TRIGGER users_slug BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION set_slug();
UPDATE users SET slug = lower(name);
ALTER TABLE users ALTER COLUMN slug SET NOT NULL;
