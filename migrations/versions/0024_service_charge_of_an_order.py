"""an order keeps the service charge that held when its first dish was sent

Revision ID: 0024
Revises: 0023
"""
import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('order', sa.Column('service_charge_rate', sa.Integer(), nullable=True))
    # What is charged already says its rate; a meal that has begun without any has none.
    op.execute("""UPDATE "order" SET service_charge_rate = COALESCE(
                    (SELECT max(rate) FROM adjustment WHERE adjustment.order_id = "order".id AND adjustment.kind = 'service_charge'), 0)
                  WHERE number IS NOT NULL""")


def downgrade():
    op.drop_column('order', 'service_charge_rate')
