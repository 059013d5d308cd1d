from psycopg.types.enum import EnumInfo, register_enum
from sqlalchemy import Column, Enum, Text


class User(Base):
    __tablename__ = "users"
    id = Column(Text, primary_key=True)
    state = Column(Enum("happy", "sad", name="mood"))


def a(connection, cursor, state):
    cursor.execute("SELECT id FROM users WHERE state = CAST(%s AS public.mood)", [state])
    cursor.execute("SELECT * FROM json_to_recordset(%s) AS t(id bigint, state mood)", [state])
    info = EnumInfo.fetch(connection, "mood")
    register_enum(info, connection)
