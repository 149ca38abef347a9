"""charges besides the dishes: tea per head, tableware, packaging

Revision ID: 0012
Revises: 0011
"""
import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

PER = ('head', 'portion', 'order')


def upgrade():
    op.create_table('charge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('per', sa.Enum(*PER, name='chargeper', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('tax_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['tax_id'], ['tax.id'], name=op.f('fk_charge_tax_id_tax')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_charge')),
    sa.UniqueConstraint('code', name=op.f('uq_charge_code')),
    sqlite_autoincrement=True
    )
    op.create_table('charge_price',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('charge_id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=True),
    sa.Column('area', sa.String(), nullable=True),
    sa.Column('weekdays', sa.Integer(), nullable=True),
    sa.Column('from_minute', sa.Integer(), nullable=True),
    sa.Column('to_minute', sa.Integer(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('amount_minor', sa.Integer(), nullable=False),
    sa.Column('refusable', sa.Boolean(), nullable=False),
    sa.CheckConstraint('amount_minor >= 0', name=op.f('ck_charge_price_amount')),
    sa.CheckConstraint('weekdays IS NULL OR weekdays BETWEEN 1 AND 127', name=op.f('ck_charge_price_weekdays')),
    sa.ForeignKeyConstraint(['charge_id'], ['charge.id'], name=op.f('fk_charge_price_charge_id_charge')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_charge_price_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_charge_price')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('charge_price', schema=None) as batch_op:
        batch_op.create_index('ix_charge_price_charge_id', ['charge_id'], unique=False)
    op.create_table('charge_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('charge_id', sa.Integer(), nullable=False),
    sa.Column('per', sa.Enum(*PER, name='chargeper', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('unit_price_minor', sa.Integer(), nullable=False),
    sa.Column('tax_rate', sa.Integer(), nullable=False),
    sa.Column('tax_included', sa.Boolean(), nullable=False),
    sa.Column('tax_code', sa.String(), nullable=False),
    sa.Column('refusable', sa.Boolean(), nullable=False),
    sa.Column('refused_at', sa.DateTime(), nullable=True),
    sa.Column('refused_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('quantity >= 0', name=op.f('ck_charge_line_quantity')),
    sa.CheckConstraint('unit_price_minor >= 0', name=op.f('ck_charge_line_price')),
    sa.ForeignKeyConstraint(['charge_id'], ['charge.id'], name=op.f('fk_charge_line_charge_id_charge')),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_charge_line_order_id_order')),
    sa.ForeignKeyConstraint(['refused_by_id'], ['staff_member.id'], name=op.f('fk_charge_line_refused_by_id_staff_member')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_charge_line_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_charge_line')),
    sa.UniqueConstraint('order_id', 'charge_id', name=op.f('uq_charge_line_order_id_charge_id')),
    sqlite_autoincrement=True
    )


def downgrade():
    op.drop_table('charge_line')
    op.drop_table('charge_price')
    op.drop_table('charge')
