CREATE FUNCTION lower_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.username := lower(NEW.username);
    RETURN NEW;
END;
$$;
CREATE TRIGGER lower_name BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION lower_name();
