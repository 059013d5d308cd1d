from .base import Base, Named


class FlowRun(Named, Base):
    state = Column(String)


def declare(mixin=Named):
    class TaskRun(mixin, Base):
        state = Column(String)

    return TaskRun
