from alembic import op
import sqlalchemy as sa

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("products", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String()), sa.Column("maker_code", sa.String()))
    op.create_table("products_version", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String()), sa.Column("maker_code", sa.String()))
    op.create_table("parts", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String()), sa.Column("maker_code", sa.String()))
    op.create_table("parts_history", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String()), sa.Column("maker_code", sa.String()))
    op.create_table("bins", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String()), sa.Column("maker_code", sa.String()))
    op.create_table("bins_version", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String()), sa.Column("maker_code", sa.String()))


def downgrade():
    pass
