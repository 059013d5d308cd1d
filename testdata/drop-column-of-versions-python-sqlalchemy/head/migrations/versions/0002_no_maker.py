from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"


def upgrade():
    op.drop_column("products_version", "maker_code")
    op.drop_column("parts_history", "maker_code")
    op.drop_table("bins_version")
    op.drop_table("bins")


def downgrade():
    pass
