from pony.orm import Database, Required

db = Database()


class Person(db.Entity):
    _table_ = "people"
    email = Required(str, column="mail")
    phone = Required(str)
    nick = Required(str, column="handle")
