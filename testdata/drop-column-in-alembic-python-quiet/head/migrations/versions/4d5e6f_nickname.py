"""nickname"""
from alembic import op

revision = "4d5e6f"
down_revision = "1a2b3c"


def upgrade():
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_column("nickname")


def downgrade():
    op.drop_column("users", "email")
