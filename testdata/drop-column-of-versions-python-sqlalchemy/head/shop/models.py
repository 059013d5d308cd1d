from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base
from sqlalchemy_continuum import make_versioned

from shop.history_meta import Versioned

make_versioned(user_cls=None)
Base = declarative_base()


class Product(Base):
    __tablename__ = "products"
    __versioned__ = {}
    id = Column(Integer, primary_key=True)
    maker_code = Column(String)


class Part(Versioned, Base):
    __tablename__ = "parts"
    id = Column(Integer, primary_key=True)
    maker_code = Column(String)


class Bin(Base):
    __tablename__ = "bins"
    __versioned__ = {}
    id = Column(Integer, primary_key=True)
