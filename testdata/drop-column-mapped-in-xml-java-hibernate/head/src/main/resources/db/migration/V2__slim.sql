ALTER TABLE invoices DROP COLUMN note;
ALTER TABLE invoices DROP COLUMN doc_number;
ALTER TABLE invoices DROP COLUMN bill_city;
ALTER TABLE invoices DROP COLUMN credit_reason;
ALTER TABLE invoice_tags DROP COLUMN label;
