from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"


def upgrade():
    op.rename_table("product", "products")


def downgrade():
    pass
