"""a second factor, with codes for the day the phone is lost

Revision ID: 0018
Revises: 0017
"""
import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('staff_member', sa.Column('totp_secret', sa.String(), nullable=True))
    op.add_column('staff_member', sa.Column('totp_since', sa.DateTime(), nullable=True))
    op.add_column('staff_member', sa.Column('totp_step', sa.Integer(), nullable=True))
    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_recovery_code_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('staff_id', 'code_hash', name=op.f('uq_recovery_code_staff_id_code_hash')),
    sqlite_autoincrement=True
    )


def downgrade():
    op.drop_table('recovery_code')
    op.drop_column('staff_member', 'totp_step')
    op.drop_column('staff_member', 'totp_since')
    op.drop_column('staff_member', 'totp_secret')
