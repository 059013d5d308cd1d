CREATE FUNCTION pg_temp.host_of(token bigint) RETURNS text AS $$
    SELECT host FROM tokens WHERE id = token;
$$ LANGUAGE sql;

UPDATE tokens SET note = pg_temp.host_of(id) WHERE note IS NULL;
