from sqlalchemy import func, select, text
from django.db.models import Func, F
def a(cur, s, conn):
    cur.execute("SELECT account_total(%s)", [1])
    cur.execute("SELECT * FROM account_total(%s) AS t", [1])
    cur.callproc("account_total", [1])
    s.execute(select(func.account_total(1)))
    s.execute(select(func.public.account_total(1)))
    s.execute(text("select public.account_total(:a)"))
    cur.execute("CALL account_total(%s)", [1])
    cur.execute("UPDATE orders SET total = account_total(id) WHERE id = 1")
    return Order.objects.annotate(x=Func(F("id"), function="account_total"))
class Total(Func):
    function = "account_total"
def mine():
    account_total(1)
