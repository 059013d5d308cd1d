ALTER TABLE shop_order DROP COLUMN note;
ALTER TABLE shop_customer DROP COLUMN email, DROP COLUMN internal_credit_limit;
