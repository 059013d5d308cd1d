from datetime import date

from pony.orm import Database, Optional, Required, Set

db = Database()


class Person(db.Entity):
    _table_ = "people"
    nick = Optional(str, column="nickname")
    born = Optional(date)
    pets = Set("Pet")


class Pet(db.Entity):
    owner = Optional(Person, column="owner_id")
    title = Required(str, column="label")
