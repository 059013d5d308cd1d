from app.models import Project, Task


def form_of(project: Project):
    return project.category, project.odk_token, project.shown_at


def locked(session):
    return session.query(Task).filter(Task.locked_by.isnot(None))


def names(db):
    return db.execute("SELECT category FROM projects")
