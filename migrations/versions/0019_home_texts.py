"""a text of the chain on its home page

Revision ID: 0019
Revises: 0018
"""
import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('chain', sa.Column('welcome', sa.JSON(), server_default='{}', nullable=False))
    with op.batch_alter_table('chain') as batch:
        batch.alter_column('welcome', server_default=None)


def downgrade():
    op.drop_column('chain', 'welcome')
