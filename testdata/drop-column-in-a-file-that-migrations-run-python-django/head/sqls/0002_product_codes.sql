CREATE OR REPLACE FUNCTION product_codes() RETURNS TABLE (code text) AS $$
BEGIN
    RETURN QUERY SELECT p.name FROM shop_product p;
END;
$$ LANGUAGE plpgsql;
