from sqlmodel import Column, Field, SQLModel, String


class Team(SQLModel, table=True):
    __tablename__ = "teams"

    id: int = Field(primary_key=True)
    code: str = Field(sa_column_kwargs={"name": "tag"})
    label: str = Field(sa_column=Column("caption", String))
