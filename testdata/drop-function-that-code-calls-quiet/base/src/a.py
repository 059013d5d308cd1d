from sqlalchemy import func, select, text
from django.db.models import Func, F
def a(cur, s, conn):
    cur.execute("SELECT average_total(%s)", [1])
    cur.execute("SELECT * FROM average_total(%s) AS t", [1])
    cur.callproc("average_total", [1])
    s.execute(select(func.average_total(1)))
    s.execute(select(func.public.average_total(1)))
    s.execute(text("select public.average_total(:a)"))
    cur.execute("CALL average_total(%s)", [1])
    cur.execute("UPDATE orders SET total = average_total(id) WHERE id = 1")
    return Order.objects.annotate(x=Func(F("id"), function="average_total"))
class Total(Func):
    function = "average_total"
def mine():
    average_total(1)


def account_total(rows):
    if not rows:
        raise ValueError("account_total() failed")
    log.info("account_total(of) gave nothing")
    return sum(rows)


def shown(rows):
    return render("account_total", account_total(rows))
