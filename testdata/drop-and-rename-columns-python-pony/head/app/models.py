from datetime import date

from pony.orm import Database, Optional, Required, Set

db = Database()


class Person(db.Entity):
    _table_ = "people"
    email = Required(str, column="mail")
    phone = Optional(str)
    nick = Optional(str)
    born = Optional(date)
    pets = Set("Pet")


class Pet(db.Entity):
    owner = Optional(Person, column="owner_id")
    name = Required(str)
