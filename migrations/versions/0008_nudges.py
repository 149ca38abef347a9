"""the floor rushes a round, a table asks where it stays

Revision ID: 0008
Revises: 0007
"""
import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('nudge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('rush', 'chase', name='nudgekind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('guest_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['guest_id'], ['guest.id'], name=op.f('fk_nudge_guest_id_guest')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_nudge_round_id_round')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_nudge_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nudge')),
    sa.UniqueConstraint('round_id', 'kind', name=op.f('uq_nudge_round_id_kind')),
    sqlite_autoincrement=True
    )


def downgrade():
    op.drop_table('nudge')
