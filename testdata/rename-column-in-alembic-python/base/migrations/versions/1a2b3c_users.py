"""users"""
import sqlalchemy as sa
from alembic import op

revision = "1a2b3c"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("nickname", sa.String(40)),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade():
    op.drop_table("users")
