"""a party's calls are found, answered ones too

Revision ID: 0021
Revises: 0020
"""
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade():
    op.create_index('ix_call_sitting_id', 'call', ['sitting_id'], unique=False)


def downgrade():
    op.drop_index('ix_call_sitting_id', table_name='call')
