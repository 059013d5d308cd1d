CREATE FUNCTION find_user(login TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    found_id BIGINT;
BEGIN
    SELECT id INTO found_id FROM users WHERE email = login;
    RETURN found_id;
END;
$$;
