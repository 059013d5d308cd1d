from flask import Blueprint, request, abort
from app.db import session
from app.models import User
from app.passwords import verify

bp = Blueprint("auth", __name__)


@bp.post("/login")
def login():
    name = request.json["login"]
    user = session.query(User).filter(User.username == name).first()
    if user is None or not verify(request.json["password"], user.password_hash):
        abort(401)
    return {"token": user.issue_token()}
