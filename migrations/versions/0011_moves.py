"""what the floor moved can be taken back

Revision ID: 0011
Revises: 0010
"""
import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('move', 'swap', 'join', 'leave', 'merge', 'split', name='movekind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['other_id'], ['sitting.id'], name=op.f('fk_move_other_id_sitting')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_move_sitting_id_sitting')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_move_staff_id_staff_member')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_move_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_move')),
    sa.UniqueConstraint('key', name=op.f('uq_move_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('move', schema=None) as batch_op:
        batch_op.create_index('ix_move_sitting_id', ['sitting_id'], unique=False)


def downgrade():
    op.drop_table('move')
