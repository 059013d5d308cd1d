from pony.orm import Database, Required

db = Database()


class Person(db.Entity):
    _table_ = "people"
    phone = Required(str, column="telephone")
    nick = Required(str, column="handle")
