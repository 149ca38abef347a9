"""a table may call for water and for help too

Revision ID: 0002
Revises: 0001
"""
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('call', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(op.f('ck_call_callkind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_call_callkind'), "kind IN ('waiter', 'bill', 'water', 'help')")


def downgrade():
    with op.batch_alter_table('call', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(op.f('ck_call_callkind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_call_callkind'), "kind IN ('waiter', 'bill')")
