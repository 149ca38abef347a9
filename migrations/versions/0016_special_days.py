"""hours per service, special days with hours of their own, pauses of a service

Revision ID: 0016
Revises: 0015
"""
import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('opening_hours', sa.Column('service', sa.String(), nullable=True))
    op.add_column('closure', sa.Column('hours', sa.JSON(), server_default='[]', nullable=False))
    with op.batch_alter_table('closure', table_kwargs={'sqlite_autoincrement': True}) as batch:
        batch.alter_column('hours', server_default=None)
    op.create_table('service_pause',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('service', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.Column('until', sa.DateTime(), nullable=False),
    sa.Column('reason', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_service_pause_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_pause')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('service_pause', schema=None) as batch_op:
        batch_op.create_index('ix_service_pause_store_id_until', ['store_id', 'until'], unique=False)


def downgrade():
    op.drop_table('service_pause')
    op.drop_column('closure', 'hours')
    op.drop_column('opening_hours', 'service')
