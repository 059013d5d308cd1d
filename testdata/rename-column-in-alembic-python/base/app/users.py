from .models import User


def greet(session, email):
    user = session.query(User).filter(User.email == email, User.nickname.isnot(None)).one()
    return user.nickname
