"""what was taken and closed on a day is found by its time; lists of checks and of the trail are read by key

Revision ID: 0022
Revises: 0021
"""
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade():
    op.create_index('ix_leg_store_id_settled_at', 'leg', ['store_id', 'settled_at'], unique=False)
    op.create_index('ix_order_store_id_closed_at', 'order', ['store_id', 'closed_at'], unique=False)
    op.create_index('ix_order_store_id_id', 'order', ['store_id', 'id'], unique=False)
    op.create_index('ix_audit_entry_actor', 'audit_entry', ['actor_kind', 'actor_id', 'id'], unique=False)
    op.create_index('ix_audit_entry_kind', 'audit_entry', ['subject_kind', 'id'], unique=False)
    op.create_index('ix_audit_entry_store_id_id', 'audit_entry', ['store_id', 'id'], unique=False)


def downgrade():
    op.drop_index('ix_audit_entry_store_id_id', table_name='audit_entry')
    op.drop_index('ix_audit_entry_kind', table_name='audit_entry')
    op.drop_index('ix_audit_entry_actor', table_name='audit_entry')
    op.drop_index('ix_order_store_id_id', table_name='order')
    op.drop_index('ix_order_store_id_closed_at', table_name='order')
    op.drop_index('ix_leg_store_id_settled_at', table_name='leg')
