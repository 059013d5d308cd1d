import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

name = "mood"
old = ("happy", "sad")
new_type = sa.Enum(*(old + ("calm",)), name="user_state")


def upgrade():
    op.execute("ALTER TYPE " + name + " RENAME TO old_mood")
    new_type.create(op.get_bind())
    op.execute("ALTER TABLE users ALTER COLUMN state TYPE " + "user_state" + " USING state::text::" + "user_state")
    op.execute("DROP TYPE old_mood")


def downgrade():
    pass
