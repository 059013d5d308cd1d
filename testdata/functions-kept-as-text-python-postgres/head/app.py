def most(db):
    return db.execute("""SELECT most(), done()""")
