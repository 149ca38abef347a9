"""areas, option groups, stations and taxes are edited too

Revision ID: 0014
Revises: 0013
"""
import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('area', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    with op.batch_alter_table('area', table_kwargs={'sqlite_autoincrement': True}) as batch:
        batch.alter_column('version', server_default=None)
    op.add_column('option_group', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    with op.batch_alter_table('option_group', table_kwargs={'sqlite_autoincrement': True}) as batch:
        batch.alter_column('version', server_default=None)
    op.add_column('station', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    with op.batch_alter_table('station', table_kwargs={'sqlite_autoincrement': True}) as batch:
        batch.alter_column('version', server_default=None)
    op.add_column('tax', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    with op.batch_alter_table('tax', table_kwargs={'sqlite_autoincrement': True}) as batch:
        batch.alter_column('version', server_default=None)


def downgrade():
    op.drop_column('area', 'version')
    op.drop_column('option_group', 'version')
    op.drop_column('station', 'version')
    op.drop_column('tax', 'version')
