"""which dishes a payment paid for

Revision ID: 0009
Revises: 0008
"""
import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('leg_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('leg_id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('amount_minor', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['leg_id'], ['leg.id'], name=op.f('fk_leg_line_leg_id_leg')),
    sa.ForeignKeyConstraint(['line_id'], ['order_line.id'], name=op.f('fk_leg_line_line_id_order_line')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leg_line')),
    sa.UniqueConstraint('leg_id', 'line_id', name=op.f('uq_leg_line_leg_id_line_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('leg_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_leg_line_line_id'), ['line_id'], unique=False)


def downgrade():
    op.drop_table('leg_line')
