"""printed bills and receipts are counted

Revision ID: 0010
Revises: 0009
"""
import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('bill', 'receipt', name='paperkind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_paper_order_id_order')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_paper_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('paper', schema=None) as batch_op:
        batch_op.create_index('ix_paper_order_id', ['order_id'], unique=False)


def downgrade():
    op.drop_table('paper')
