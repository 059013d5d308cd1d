import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("state", sa.Enum("happy", "sad", name="mood"), nullable=False),
    )


def downgrade():
    op.drop_table("users")
