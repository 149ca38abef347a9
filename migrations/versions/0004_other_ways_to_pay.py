"""other ways to pay beside cash and card

Revision ID: 0004
Revises: 0003
"""
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('leg', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(op.f('ck_leg_legkind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_leg_legkind'), "kind IN ('cash', 'card', 'refund', 'other')")


def downgrade():
    with op.batch_alter_table('leg', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(op.f('ck_leg_legkind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_leg_legkind'), "kind IN ('cash', 'card', 'refund')")
