from sqlalchemy import Column, Integer, MetaData, String, Table

metadata = MetaData()
people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mail", String, key="email"),
    Column("phone", String),
    Column("handle", String, key="nick"),
)
