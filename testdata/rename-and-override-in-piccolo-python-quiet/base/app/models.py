from piccolo.columns import Varchar
from piccolo.table import Table


class Person(Table, tablename="people"):
    phone = Varchar(db_column_name="telephone")
    nick = Varchar(db_column_name="handle")
