from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_mixin, declared_attr


class Base:
    @declared_attr
    def __tablename__(cls):
        return camel_to_snake(cls.__name__)

    id = Column(Integer, primary_key=True)


@declarative_mixin
class Named:
    name = Column(String)

    @declared_attr
    def owner_id(cls):
        return Column(Integer)
