"""courses of categories and rounds; seats of lines

Revision ID: 0005
Revises: 0004
"""
import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('category', sa.Column('course', sa.Integer(), nullable=True))
    op.add_column('round', sa.Column('course', sa.Integer(), nullable=True))
    op.add_column('order_line', sa.Column('seat', sa.String(), nullable=True))


def downgrade():
    op.drop_column('order_line', 'seat')
    op.drop_column('round', 'course')
    op.drop_column('category', 'course')
