from flask import render_template

from app.models import User


def show(pk):
    return render_template("show.html", who=User.query.get_or_404(pk))


def everyone():
    people = User.query.order_by(User.name).all()
    return render_template("everyone.html", people=people)
