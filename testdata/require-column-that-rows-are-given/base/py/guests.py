from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Guest(Base):
    __tablename__ = "guests"

    id = Column(Integer, primary_key=True)
    email = Column(String)
    phone = Column(String)


def invite(session, email, phone):
    session.add(Guest(email=email, phone=phone))


def phones(session):
    return [guest.phone for guest in session.query(Guest).filter(Guest.phone != "")]
