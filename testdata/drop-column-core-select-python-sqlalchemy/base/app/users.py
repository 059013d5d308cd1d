from sqlalchemy import Column, Integer, MetaData, String, Table, select

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("username", String))


def names(connection):
    return connection.execute(select(users.c.username)).all()
