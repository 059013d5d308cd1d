import os

from flask import Flask, abort, request
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from models import User

app = Flask(__name__)
engine = create_engine(os.environ["DATABASE_URL"])


@app.get("/health")
def health():
    return {"ok": True}


@app.post("/login")
def login():
    given = request.get_json()
    with Session(engine) as session:
        user = session.query(User).filter(User.email == given["name"]).first()
        if user is None or user.password != given["password"]:
            abort(401)
        return {"id": user.id}


if __name__ == "__main__":
    server = make_server("127.0.0.1", 0, app)
    print(server.server_port, flush=True)
    server.serve_forever()
