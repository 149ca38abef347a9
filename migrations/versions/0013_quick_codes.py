"""short codes of dishes, as staff type them

Revision ID: 0013
Revises: 0012
"""
import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('dish', sa.Column('quick', sa.String(), server_default='', nullable=False))
    with op.batch_alter_table('dish', table_kwargs={'sqlite_autoincrement': True}) as batch:
        batch.alter_column('quick', server_default=None)


def downgrade():
    op.drop_column('dish', 'quick')
