from .models import User


def greet(session, email):
    user = session.query(User).filter(User.email == email).one()
    return user.email
