"""staff meals and write-offs; who approved, and one key takes off once

Revision ID: 0003
Revises: 0002
"""
import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('adjustment', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(op.f('ck_adjustment_adjustmentkind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_adjustment_adjustmentkind'), "kind IN ('comp', 'discount', 'service_charge', 'staff_meal', 'write_off')")
        batch_op.add_column(sa.Column('approved_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('key', sa.String(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_adjustment_approved_by_id_staff_member'), 'staff_member', ['approved_by_id'], ['id'])
        batch_op.create_unique_constraint(op.f('uq_adjustment_key'), ['key'])


def downgrade():
    with op.batch_alter_table('adjustment', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(op.f('ck_adjustment_adjustmentkind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_adjustment_adjustmentkind'), "kind IN ('comp', 'discount', 'service_charge')")
        batch_op.drop_constraint(op.f('uq_adjustment_key'), type_='unique')
        batch_op.drop_constraint(op.f('fk_adjustment_approved_by_id_staff_member'), type_='foreignkey')
        batch_op.drop_column('key')
        batch_op.drop_column('approved_by_id')
