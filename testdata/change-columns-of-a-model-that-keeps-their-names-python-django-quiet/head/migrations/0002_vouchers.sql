ALTER TABLE vouchers RENAME COLUMN total TO total_amount;
ALTER TABLE vouchers DROP COLUMN category_id, DROP COLUMN options;
ALTER TABLE vouchers_id_seq RENAME TO coupons_id_seq;
