"""a dish can be off sale everywhere

Revision ID: 0015
Revises: 0014
"""
import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('dish', sa.Column('on_sale', sa.Boolean(), server_default=sa.true(), nullable=False))
    with op.batch_alter_table('dish', table_kwargs={'sqlite_autoincrement': True}) as batch:
        batch.alter_column('on_sale', server_default=None)


def downgrade():
    op.drop_column('dish', 'on_sale')
