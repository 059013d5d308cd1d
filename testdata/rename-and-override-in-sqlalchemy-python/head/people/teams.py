from sqlmodel import Column, Field, SQLModel, String


class Team(SQLModel, table=True):
    __tablename__ = "teams"

    id: int = Field(primary_key=True)
    title: str = Field(sa_column=Column("name", String))
    code: str
    label: str = Field(sa_column=Column("caption", String))
