"""set meals: a choice may be a dish, and what was sent of a set is one line a dish

Revision ID: 0023
Revises: 0022
"""
import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'set_meal',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('dish_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.JSON(), nullable=False),
        sa.Column('options', sa.JSON(), nullable=False),
        sa.Column('price_seen_minor', sa.Integer(), nullable=False),
        sa.Column('unit_price_minor', sa.Integer(), nullable=False),
        sa.CheckConstraint('unit_price_minor >= 0', name=op.f('ck_set_meal_price')),
        sa.ForeignKeyConstraint(['dish_id'], ['dish.id'], name=op.f('fk_set_meal_dish_id_dish')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_set_meal')),
        sqlite_autoincrement=True)
    with op.batch_alter_table('choice', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('dish_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_choice_dish_id_dish'), 'dish', ['dish_id'], ['id'])
        batch_op.create_index(op.f('ix_choice_dish_id'), ['dish_id'], unique=False)
    with op.batch_alter_table('order_line', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('set_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_order_line_set_id_set_meal'), 'set_meal', ['set_id'], ['id'])
        batch_op.create_check_constraint(op.f('ck_order_line_set'), "state <> 'cart' OR set_id IS NULL")
        batch_op.create_index('ix_order_line_set_id', ['set_id'], unique=False)


def downgrade():
    with op.batch_alter_table('order_line', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_index('ix_order_line_set_id')
        batch_op.drop_constraint(op.f('ck_order_line_set'), type_='check')
        batch_op.drop_constraint(op.f('fk_order_line_set_id_set_meal'), type_='foreignkey')
        batch_op.drop_column('set_id')
    with op.batch_alter_table('choice', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_index(op.f('ix_choice_dish_id'))
        batch_op.drop_constraint(op.f('fk_choice_dish_id_dish'), type_='foreignkey')
        batch_op.drop_column('dish_id')
    op.drop_table('set_meal')
