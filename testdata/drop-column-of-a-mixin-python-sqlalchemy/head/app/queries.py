from .models import FlowRun


def of(session, owner):
    return session.query(FlowRun).filter_by(owner_id=owner).all()
