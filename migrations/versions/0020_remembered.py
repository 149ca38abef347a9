"""whose seat a removed dish was; keys of forms whose deed was taken back; moves are found from both parties

Revision ID: 0020
Revises: 0019
"""
import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('cart_event', sa.Column('seat', sa.String(), nullable=True))
    op.create_table('spent_key',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_spent_key'))
    )
    op.create_index('ix_move_other_id', 'move', ['other_id'], unique=False)


def downgrade():
    op.drop_index('ix_move_other_id', table_name='move')
    op.drop_table('spent_key')
    op.drop_column('cart_event', 'seat')
