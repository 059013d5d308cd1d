from piccolo.columns import Varchar
from piccolo.table import Table


class Person(Table, tablename="people"):
    email = Varchar(db_column_name="mail")
    phone = Varchar()
    nick = Varchar(db_column_name="handle")
