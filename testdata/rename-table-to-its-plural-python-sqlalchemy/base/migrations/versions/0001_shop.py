from alembic import op
import sqlalchemy as sa

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("product", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String()), sa.Column("maker_code", sa.String()))


def downgrade():
    pass
