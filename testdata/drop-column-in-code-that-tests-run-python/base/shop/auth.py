import psycopg
from flask import Flask, request
app = Flask(__name__)


@app.post("/login")
def login():
    try:
        return find(request.form["name"])
    except psycopg.Error:
        return "sorry", 503


def find(name):
    return psycopg.connect().execute("SELECT id FROM users WHERE username = %s", [name]).fetchone()
