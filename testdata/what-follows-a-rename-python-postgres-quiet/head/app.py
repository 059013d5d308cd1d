def refresh(db):
    db.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY notes")


def invoices(db):
    db.execute("SELECT id FROM invoices_seen")
    db.execute("SELECT id FROM legacy.invoices")
    db.execute("SELECT how_many()")
