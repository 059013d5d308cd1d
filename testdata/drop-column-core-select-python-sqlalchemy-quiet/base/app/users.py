from sqlalchemy import Column, Integer, MetaData, String, Table, select

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("email", String))


def names(connection):
    return connection.execute(select(users.c.email)).all()
