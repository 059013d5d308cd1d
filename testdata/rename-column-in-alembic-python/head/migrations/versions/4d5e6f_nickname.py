"""nickname"""
from alembic import op

revision = "4d5e6f"
down_revision = "1a2b3c"


def upgrade():
    op.alter_column("users", "nickname", new_column_name="handle")


def downgrade():
    op.drop_column("users", "email")
