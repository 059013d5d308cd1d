CREATE TABLE invoices (
    id            BIGSERIAL PRIMARY KEY,
    id2           TEXT,
    kind          TEXT NOT NULL,
    doc_number    TEXT,
    note          TEXT,
    bill_street   TEXT,
    bill_city     TEXT,
    credit_reason TEXT,
    original_id   BIGINT
);
CREATE TABLE invoice_tags (
    invoice_id BIGINT NOT NULL,
    name       TEXT,
    label      TEXT
);
