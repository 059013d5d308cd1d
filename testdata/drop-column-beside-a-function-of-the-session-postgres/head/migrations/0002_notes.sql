CREATE FUNCTION host_of(token bigint) RETURNS text AS $$
    SELECT host FROM tokens WHERE id = token;
$$ LANGUAGE sql;

UPDATE tokens SET note = host_of(id) WHERE note IS NULL;
