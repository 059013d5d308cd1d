UPDATE shop_product SET name = maker_code;
