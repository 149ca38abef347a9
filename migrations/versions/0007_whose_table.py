"""whose table it is

Revision ID: 0007
Revises: 0006
"""
import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('sitting_server',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.Column('until', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_sitting_server_sitting_id_sitting')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_sitting_server_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sitting_server')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('sitting_server', schema=None) as batch_op:
        batch_op.create_index('ix_sitting_server_staff_id', ['staff_id'], unique=False)
        batch_op.create_index('uq_sitting_server_now', ['sitting_id'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))


def downgrade():
    op.drop_table('sitting_server')
