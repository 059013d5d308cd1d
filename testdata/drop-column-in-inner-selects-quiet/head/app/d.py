def a():
    return User.objects.extra(where=["id in (select user_id from peers where active)"])
def b(session):
    return session.query(User).filter(text("id in (select user_id from peers where seeder)"))
