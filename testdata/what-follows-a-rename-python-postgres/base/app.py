def refresh(db):
    db.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY notes")


def invoices(db):
    db.execute("SELECT id FROM app.invoices")
