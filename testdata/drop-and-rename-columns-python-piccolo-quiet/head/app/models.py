from piccolo.columns import Date, ForeignKey, Varchar
from piccolo.table import Table


class Person(Table, tablename="people"):
    nick = Varchar(length=40, null=True, db_column_name="nickname")
    born = Date(null=True)


class Pet(Table):
    owner = ForeignKey(references=Person, db_column_name="owner_id")
    title = Varchar(length=40, db_column_name="label")
