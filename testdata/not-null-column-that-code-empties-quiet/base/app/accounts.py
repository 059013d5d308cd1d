def forget(db, account):
    db.execute("UPDATE accounts SET note = NULL WHERE id = %s", (account,))


def merge(db, account, email):
    db.execute(
        "INSERT INTO accounts (email, note) VALUES (%s, NULL) ON CONFLICT (id) DO UPDATE SET note = (NULL)",
        (email,),
    )


def without(db):
    return db.execute("SELECT id FROM accounts WHERE phone IS NULL OR phone = NULL").fetchall()


def remember(db, account, phone):
    db.execute("UPDATE accounts SET phone = %s, email = COALESCE(email, NULL) WHERE id = %s", (phone, account))


def try_it(db, email):
    db.execute("SELECT CASE WHEN phone = '' THEN NULL ELSE phone END FROM accounts")
