CREATE OR REPLACE FUNCTION product_codes() RETURNS TABLE (code text) AS $$
BEGIN
    RETURN QUERY SELECT p.maker_code FROM shop_product p;
END;
$$ LANGUAGE plpgsql;
