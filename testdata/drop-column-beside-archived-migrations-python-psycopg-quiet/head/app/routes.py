from app.models import Project, ProjectIn


def category_of(project: Project):
    return project.category


def token_of(project: ProjectIn):
    return project.odk_token
