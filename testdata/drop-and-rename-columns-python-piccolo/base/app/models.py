from piccolo.columns import Date, ForeignKey, Varchar
from piccolo.table import Table


class Person(Table, tablename="people"):
    email = Varchar(length=200, db_column_name="mail")
    phone = Varchar(length=40, null=True)
    nick = Varchar(length=40, null=True)
    born = Date(null=True)


class Pet(Table):
    owner = ForeignKey(references=Person, db_column_name="owner_id")
    name = Varchar(length=40)
