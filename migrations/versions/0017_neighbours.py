"""tables that can be joined

Revision ID: 0017
Revises: 0016
"""
import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('table_neighbour',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('first_id < second_id', name=op.f('ck_table_neighbour_order')),
    sa.ForeignKeyConstraint(['first_id'], ['dining_table.id'], name=op.f('fk_table_neighbour_first_id_dining_table')),
    sa.ForeignKeyConstraint(['second_id'], ['dining_table.id'], name=op.f('fk_table_neighbour_second_id_dining_table')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_table_neighbour')),
    sa.UniqueConstraint('first_id', 'second_id', name=op.f('uq_table_neighbour_first_id_second_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('table_neighbour', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_table_neighbour_second_id'), ['second_id'], unique=False)


def downgrade():
    op.drop_table('table_neighbour')
