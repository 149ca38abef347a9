"""first tables

Revision ID: 0001
Revises: 
"""
import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('actor_kind', sa.String(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('store_id', sa.Integer(), nullable=True),
    sa.Column('request_id', sa.String(), nullable=False),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('subject_kind', sa.String(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('after', sa.JSON(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entry_store_id_at', ['store_id', 'at'], unique=False)
        batch_op.create_index('ix_audit_entry_subject', ['subject_kind', 'subject_id'], unique=False)

    op.create_table('category',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_category')),
    sa.UniqueConstraint('code', name=op.f('uq_category_code')),
    sqlite_autoincrement=True
    )
    op.create_table('chain',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('time_zone', sa.String(), nullable=False),
    sa.Column('service_charge_rate', sa.Integer(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('support', sa.JSON(), nullable=False),
    sa.Column('legal', sa.JSON(), nullable=False),
    sa.Column('hue', sa.Double(), nullable=False),
    sa.Column('chroma', sa.Double(), nullable=False),
    sa.Column('second_hue', sa.Double(), nullable=False),
    sa.Column('second_chroma', sa.Double(), nullable=False),
    sa.Column('wordmark', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_chain_single')),
    sa.CheckConstraint('service_charge_rate >= 0', name=op.f('ck_chain_service_charge')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chain'))
    )
    op.create_table('option_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('min_choices', sa.Integer(), nullable=False),
    sa.Column('max_choices', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('min_choices >= 0 AND max_choices >= 1 AND max_choices >= min_choices', name=op.f('ck_option_group_choices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_option_group')),
    sa.UniqueConstraint('code', name=op.f('uq_option_group_code')),
    sqlite_autoincrement=True
    )
    op.create_table('outbox_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'done', 'failed', name='delivery', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('done_at', sa.DateTime(), nullable=True),
    sa.Column('problem', sa.String(), nullable=False),
    sa.CheckConstraint('attempts >= 0', name=op.f('ck_outbox_entry_attempts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_entry')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('outbox_entry', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_entry_waiting', ['due_at'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('sign_in_try',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('username', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_try')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('sign_in_try', schema=None) as batch_op:
        batch_op.create_index('ix_sign_in_try_username_at', ['username', 'at'], unique=False)

    op.create_table('staff_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('username', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_member')),
    sa.UniqueConstraint('username', name=op.f('uq_staff_member_username')),
    sqlite_autoincrement=True
    )
    op.create_table('station',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_station')),
    sa.UniqueConstraint('code', name=op.f('uq_station_code')),
    sqlite_autoincrement=True
    )
    op.create_table('store',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('address', sa.JSON(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('time_zone', sa.String(), nullable=False),
    sa.Column('day_ends', sa.Integer(), nullable=False),
    sa.Column('services', sa.JSON(), nullable=False),
    sa.Column('table_policy', sa.Enum('free', 'confirm', 'staff', name='tablepolicy', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_store')),
    sa.UniqueConstraint('slug', name=op.f('uq_store_slug')),
    sqlite_autoincrement=True
    )
    op.create_table('tax',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('included', sa.Boolean(), nullable=False),
    sa.Column('dine_in_rate', sa.Integer(), nullable=False),
    sa.Column('pickup_rate', sa.Integer(), nullable=False),
    sa.Column('delivery_rate', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('dine_in_rate >= 0 AND pickup_rate >= 0 AND delivery_rate >= 0', name=op.f('ck_tax_rates')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tax')),
    sa.UniqueConstraint('code', name=op.f('uq_tax_code')),
    sqlite_autoincrement=True
    )
    op.create_table('topic',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_topic'))
    )
    op.create_table('area',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_area_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_area')),
    sa.UniqueConstraint('store_id', 'code', name=op.f('uq_area_store_id_code')),
    sqlite_autoincrement=True
    )
    op.create_table('choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.Column('per_choice_max', sa.Integer(), nullable=False),
    sa.Column('allergens', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('per_choice_max >= 1', name=op.f('ck_choice_per_choice_max')),
    sa.ForeignKeyConstraint(['group_id'], ['option_group.id'], name=op.f('fk_choice_group_id_option_group')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_choice')),
    sa.UniqueConstraint('group_id', 'code', name=op.f('uq_choice_group_id_code')),
    sqlite_autoincrement=True
    )
    op.create_table('closure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.CheckConstraint('last_day >= first_day', name=op.f('ck_closure_days')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_closure_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closure')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('closure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_closure_store_id'), ['store_id'], unique=False)

    op.create_table('device',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('kitchen', name='devicekind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=True),
    sa.Column('secret_hash', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('seen_at', sa.DateTime(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_device_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_device')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_device_code_hash')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_device_secret_hash')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_device_store_id'), ['store_id'], unique=False)

    op.create_table('dish',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('category_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('short', sa.JSON(), nullable=False),
    sa.Column('description', sa.JSON(), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('tax_id', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('allergens', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('tags', sa.JSON(), nullable=False),
    sa.Column('served', sa.JSON(), nullable=False),
    sa.Column('portions', sa.Integer(), nullable=True),
    sa.Column('picture', sa.String(), nullable=False),
    sa.Column('search', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('added_on', sa.Date(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_dish_minutes')),
    sa.CheckConstraint('portions IS NULL OR portions >= 0', name=op.f('ck_dish_portions')),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_dish_category_id_category')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_dish_station_id_station')),
    sa.ForeignKeyConstraint(['tax_id'], ['tax.id'], name=op.f('fk_dish_tax_id_tax')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dish')),
    sa.UniqueConstraint('code', name=op.f('uq_dish_code')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('dish', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dish_category_id'), ['category_id'], unique=False)

    op.create_table('opening_hours',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('opens', sa.Integer(), nullable=False),
    sa.Column('closes', sa.Integer(), nullable=False),
    sa.CheckConstraint('opens >= 0 AND opens < 1440 AND closes > opens AND closes <= opens + 1440', name=op.f('ck_opening_hours_span')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_opening_hours_weekday')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_opening_hours_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opening_hours')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('opening_hours', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opening_hours_store_id'), ['store_id'], unique=False)

    op.create_table('order_counter',
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('business_day', sa.Date(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_order_counter_store_id_store')),
    sa.PrimaryKeyConstraint('store_id', 'business_day', name=op.f('pk_order_counter'))
    )
    op.create_table('password_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('secret_hash', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_password_link_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_password_link')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_password_link_secret_hash')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('password_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_password_link_staff_id'), ['staff_id'], unique=False)

    op.create_table('sitting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('opened', sa.Enum('scan', 'staff', name='opened', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('word', sa.String(), nullable=False),
    sa.Column('word_tries', sa.Integer(), nullable=False),
    sa.Column('covers', sa.Integer(), nullable=True),
    sa.Column('last_active_at', sa.DateTime(), nullable=False),
    sa.Column('flagged_at', sa.DateTime(), nullable=True),
    sa.Column('bill_asked_at', sa.DateTime(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('covers IS NULL OR covers BETWEEN 1 AND 99', name=op.f('ck_sitting_covers')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_sitting_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sitting')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('sitting', schema=None) as batch_op:
        batch_op.create_index('ix_sitting_open', ['store_id'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.create_table('staff_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.Enum('owner', 'manager', 'host', 'server', 'cashier', 'cook', 'courier', name='role', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_staff_role_staff_id_staff_member')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_staff_role_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_role')),
    sa.UniqueConstraint('staff_id', 'store_id', name=op.f('uq_staff_role_staff_id_store_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('staff_role', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_role_store_id'), ['store_id'], unique=False)
        batch_op.create_index('uq_staff_role_chain', ['staff_id'], unique=True, sqlite_where=sa.text('store_id IS NULL'), postgresql_where=sa.text('store_id IS NULL'))

    op.create_table('topic_due',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['topic'], ['topic.name'], name=op.f('fk_topic_due_topic_topic')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_due')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('topic_due', schema=None) as batch_op:
        batch_op.create_index('ix_topic_due_topic_due_at', ['topic', 'due_at'], unique=False)

    op.create_table('dining_table',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('token', sa.String(), nullable=False),
    sa.Column('min_covers', sa.Integer(), nullable=False),
    sa.Column('max_covers', sa.Integer(), nullable=False),
    sa.Column('x', sa.Integer(), nullable=True),
    sa.Column('y', sa.Integer(), nullable=True),
    sa.Column('shape', sa.Enum('square', 'round', 'long', name='shape', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('min_covers >= 1 AND max_covers >= min_covers', name=op.f('ck_dining_table_covers')),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_dining_table_area_id_area')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_dining_table_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dining_table')),
    sa.UniqueConstraint('store_id', 'label', name=op.f('uq_dining_table_store_id_label')),
    sa.UniqueConstraint('token', name=op.f('uq_dining_table_token')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('dining_table', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dining_table_area_id'), ['area_id'], unique=False)

    op.create_table('dish_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dish_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['dish_id'], ['dish.id'], name=op.f('fk_dish_group_dish_id_dish')),
    sa.ForeignKeyConstraint(['group_id'], ['option_group.id'], name=op.f('fk_dish_group_group_id_option_group')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dish_group')),
    sa.UniqueConstraint('dish_id', 'group_id', name=op.f('uq_dish_group_dish_id_group_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('dish_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dish_group_group_id'), ['group_id'], unique=False)

    op.create_table('dish_store',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dish_id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['dish_id'], ['dish.id'], name=op.f('fk_dish_store_dish_id_dish')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_dish_store_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dish_store')),
    sa.UniqueConstraint('dish_id', 'store_id', name=op.f('uq_dish_store_dish_id_store_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('dish_store', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dish_store_store_id'), ['store_id'], unique=False)

    op.create_table('guest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('secret_hash', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=True),
    sa.Column('joined_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_guest_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guest')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_guest_secret_hash')),
    sa.UniqueConstraint('sitting_id', 'number', name=op.f('uq_guest_sitting_id_number')),
    sqlite_autoincrement=True
    )
    op.create_table('order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('dine_in', 'pickup', 'delivery', name='orderkind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=True),
    sa.Column('business_day', sa.Date(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('receipt_token', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_order_sitting_id_sitting')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_order_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order')),
    sa.UniqueConstraint('receipt_token', name=op.f('uq_order_receipt_token')),
    sa.UniqueConstraint('store_id', 'business_day', 'number', name=op.f('uq_order_store_id_business_day_number')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('order', schema=None) as batch_op:
        batch_op.create_index('ix_order_sitting_id', ['sitting_id'], unique=False)
        batch_op.create_index('uq_order_open_sitting', ['sitting_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.create_table('portions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('dish_id', sa.Integer(), nullable=False),
    sa.Column('business_day', sa.Date(), nullable=False),
    sa.Column('remaining', sa.Integer(), nullable=True),
    sa.Column('stopped_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('remaining IS NULL OR remaining >= 0', name=op.f('ck_portions_remaining')),
    sa.ForeignKeyConstraint(['dish_id'], ['dish.id'], name=op.f('fk_portions_dish_id_dish')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_portions_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_portions')),
    sa.UniqueConstraint('store_id', 'dish_id', 'business_day', name=op.f('uq_portions_store_id_dish_id_business_day')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('portions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_portions_dish_id'), ['dish_id'], unique=False)

    op.create_table('price',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dish_id', sa.Integer(), nullable=True),
    sa.Column('choice_id', sa.Integer(), nullable=True),
    sa.Column('store_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=True),
    sa.Column('weekdays', sa.Integer(), nullable=True),
    sa.Column('from_minute', sa.Integer(), nullable=True),
    sa.Column('to_minute', sa.Integer(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('amount_minor', sa.Integer(), nullable=False),
    sa.CheckConstraint('(dish_id IS NULL) <> (choice_id IS NULL)', name=op.f('ck_price_one_subject')),
    sa.CheckConstraint('choice_id IS NOT NULL OR amount_minor >= 0', name=op.f('ck_price_amount')),
    sa.CheckConstraint('weekdays IS NULL OR weekdays BETWEEN 1 AND 127', name=op.f('ck_price_weekdays')),
    sa.ForeignKeyConstraint(['choice_id'], ['choice.id'], name=op.f('fk_price_choice_id_choice')),
    sa.ForeignKeyConstraint(['dish_id'], ['dish.id'], name=op.f('fk_price_dish_id_dish')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_price_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('price', schema=None) as batch_op:
        batch_op.create_index('ix_price_choice_id', ['choice_id'], unique=False)
        batch_op.create_index('ix_price_dish_id', ['dish_id'], unique=False)

    op.create_table('adjustment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('comp', 'discount', 'service_charge', name='adjustmentkind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('amount_minor', sa.Integer(), nullable=False),
    sa.Column('rate', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_adjustment_order_id_order')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_adjustment_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_adjustment')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('adjustment', schema=None) as batch_op:
        batch_op.create_index('ix_adjustment_order_id', ['order_id'], unique=False)

    op.create_table('call',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('waiter', 'bill', name='callkind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('guest_id', sa.Integer(), nullable=True),
    sa.Column('called_at', sa.DateTime(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['staff_member.id'], name=op.f('fk_call_answered_by_id_staff_member')),
    sa.ForeignKeyConstraint(['guest_id'], ['guest.id'], name=op.f('fk_call_guest_id_guest')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_call_sitting_id_sitting')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_call_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.create_index('ix_call_store_open', ['store_id'], unique=False, sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))
        batch_op.create_index('uq_call_open', ['sitting_id', 'kind'], unique=True, sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))

    op.create_table('cart_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('guest_id', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('dish_id', sa.Integer(), nullable=True),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['dish_id'], ['dish.id'], name=op.f('fk_cart_event_dish_id_dish')),
    sa.ForeignKeyConstraint(['guest_id'], ['guest.id'], name=op.f('fk_cart_event_guest_id_guest')),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_cart_event_order_id_order')),
    sa.ForeignKeyConstraint(['owner_id'], ['guest.id'], name=op.f('fk_cart_event_owner_id_guest')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cart_event')),
    sa.UniqueConstraint('order_id', 'key', name=op.f('uq_cart_event_order_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('cart_event', schema=None) as batch_op:
        batch_op.create_index('ix_cart_event_order_id', ['order_id'], unique=False)

    op.create_table('join_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('secret_hash', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'admitted', 'declined', name='joinstate', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('guest_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['guest_id'], ['guest.id'], name=op.f('fk_join_request_guest_id_guest')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_join_request_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_join_request')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_join_request_secret_hash')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('join_request', schema=None) as batch_op:
        batch_op.create_index('ix_join_request_sitting_id', ['sitting_id'], unique=False)

    op.create_table('leg',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('cash', 'card', 'refund', name='legkind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('state', sa.Enum('intent', 'paid', 'failed', name='legstate', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('amount_minor', sa.Integer(), nullable=False),
    sa.Column('tip_minor', sa.Integer(), nullable=False),
    sa.Column('tendered_minor', sa.Integer(), nullable=True),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('refund_of_id', sa.Integer(), nullable=True),
    sa.Column('refund_kind', sa.String(), nullable=False),
    sa.Column('guest_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('settled_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("(kind = 'refund' AND amount_minor < 0) OR (kind <> 'refund' AND amount_minor > 0)", name=op.f('ck_leg_amount')),
    sa.CheckConstraint('tendered_minor IS NULL OR tendered_minor >= amount_minor + tip_minor', name=op.f('ck_leg_tendered')),
    sa.CheckConstraint('tip_minor >= 0', name=op.f('ck_leg_tip')),
    sa.ForeignKeyConstraint(['guest_id'], ['guest.id'], name=op.f('fk_leg_guest_id_guest')),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_leg_order_id_order')),
    sa.ForeignKeyConstraint(['refund_of_id'], ['leg.id'], name=op.f('fk_leg_refund_of_id_leg')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_leg_staff_id_staff_member')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_leg_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leg')),
    sa.UniqueConstraint('key', name=op.f('uq_leg_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('leg', schema=None) as batch_op:
        batch_op.create_index('ix_leg_order_id', ['order_id'], unique=False)

    op.create_table('round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'sent', 'taken_back', 'declined', name='roundstate', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('waits_for', sa.String(), nullable=False),
    sa.Column('guest_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('sent_at', sa.DateTime(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('release_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("(state = 'sent') = (release_at IS NOT NULL)", name=op.f('ck_round_release')),
    sa.CheckConstraint("(state IN ('waiting', 'sent')) = (number IS NOT NULL)", name=op.f('ck_round_number')),
    sa.ForeignKeyConstraint(['guest_id'], ['guest.id'], name=op.f('fk_round_guest_id_guest')),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_round_order_id_order')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_round_staff_id_staff_member')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_round_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round')),
    sa.UniqueConstraint('order_id', 'key', name=op.f('uq_round_order_id_key')),
    sa.UniqueConstraint('order_id', 'number', name=op.f('uq_round_order_id_number')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.create_index('ix_round_waiting', ['store_id'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('sitting_table',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('table_id', sa.Integer(), nullable=False),
    sa.Column('party', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.Column('until', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_sitting_table_sitting_id_sitting')),
    sa.ForeignKeyConstraint(['table_id'], ['dining_table.id'], name=op.f('fk_sitting_table_table_id_dining_table')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sitting_table')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('sitting_table', schema=None) as batch_op:
        batch_op.create_index('ix_sitting_table_sitting_id', ['sitting_id'], unique=False)
        batch_op.create_index('uq_sitting_table_open', ['table_id', 'party'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))

    op.create_table('allergy_acknowledged',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_allergy_acknowledged_device_id_device')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_allergy_acknowledged_round_id_round')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_allergy_acknowledged_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allergy_acknowledged')),
    sa.UniqueConstraint('round_id', name=op.f('uq_allergy_acknowledged_round_id')),
    sqlite_autoincrement=True
    )
    op.create_table('bump',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('station', sa.String(), nullable=False),
    sa.Column('whole', sa.Boolean(), nullable=False),
    sa.Column('line_ids', sa.JSON(), nullable=False),
    sa.Column('out_ids', sa.JSON(), nullable=False),
    sa.Column('key', sa.String(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_bump_device_id_device')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_bump_round_id_round')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_bump_staff_id_staff_member')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_bump_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bump')),
    sa.UniqueConstraint('store_id', 'key', name=op.f('uq_bump_store_id_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('bump', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bump_round_id'), ['round_id'], unique=False)
        batch_op.create_index('ix_bump_store_id', ['store_id', 'id'], unique=False)

    op.create_table('order_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=True),
    sa.Column('dish_id', sa.Integer(), nullable=False),
    sa.Column('guest_id', sa.Integer(), nullable=True),
    sa.Column('changed_by_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('cart', 'sent', 'cooking', 'ready', 'served', 'void', name='linestate', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('price_seen_minor', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('name', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('short', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('chosen', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('unit_price_minor', sa.Integer(), nullable=True),
    sa.Column('tax_rate', sa.Integer(), nullable=True),
    sa.Column('tax_included', sa.Boolean(), nullable=True),
    sa.Column('tax_code', sa.String(), nullable=True),
    sa.Column('station', sa.String(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('business_day', sa.Date(), nullable=True),
    sa.Column('started_at', sa.DateTime(), nullable=True),
    sa.Column('ready_at', sa.DateTime(), nullable=True),
    sa.Column('out_at', sa.DateTime(), nullable=True),
    sa.Column('served_at', sa.DateTime(), nullable=True),
    sa.Column('voided_at', sa.DateTime(), nullable=True),
    sa.Column('voided_by_id', sa.Integer(), nullable=True),
    sa.Column('void_reason', sa.String(), nullable=False),
    sa.Column('void_seen_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("(state = 'cart') = (round_id IS NULL)", name=op.f('ck_order_line_round')),
    sa.CheckConstraint("(state = 'void') = (voided_at IS NOT NULL)", name=op.f('ck_order_line_void')),
    sa.CheckConstraint("quantity >= 1 AND (state = 'cart' OR quantity = 1)", name=op.f('ck_order_line_quantity')),
    sa.CheckConstraint("state = 'cart' OR unit_price_minor IS NOT NULL", name=op.f('ck_order_line_price')),
    sa.ForeignKeyConstraint(['changed_by_id'], ['guest.id'], name=op.f('fk_order_line_changed_by_id_guest')),
    sa.ForeignKeyConstraint(['dish_id'], ['dish.id'], name=op.f('fk_order_line_dish_id_dish')),
    sa.ForeignKeyConstraint(['guest_id'], ['guest.id'], name=op.f('fk_order_line_guest_id_guest')),
    sa.ForeignKeyConstraint(['order_id'], ['order.id'], name=op.f('fk_order_line_order_id_order')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_order_line_round_id_round')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_order_line_store_id_store')),
    sa.ForeignKeyConstraint(['voided_by_id'], ['staff_member.id'], name=op.f('fk_order_line_voided_by_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_line')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('order_line', schema=None) as batch_op:
        batch_op.create_index('ix_order_line_in_kitchen', ['store_id', 'round_id'], unique=False, sqlite_where=sa.text("((state IN ('sent', 'cooking', 'ready') AND out_at IS NULL) OR (state = 'void' AND void_seen_at IS NULL))"), postgresql_where=sa.text("((state IN ('sent', 'cooking', 'ready') AND out_at IS NULL) OR (state = 'void' AND void_seen_at IS NULL))"))
        batch_op.create_index('ix_order_line_order_id', ['order_id'], unique=False)
        batch_op.create_index('ix_order_line_round_id', ['round_id'], unique=False)

    op.create_table('ticket_print',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('station', sa.String(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_ticket_print_device_id_device')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_ticket_print_round_id_round')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_ticket_print_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_print')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('ticket_print', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_print_round_id', ['round_id', 'id'], unique=False)

    op.create_table('adjustment_share',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('adjustment_id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('amount_minor', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['adjustment_id'], ['adjustment.id'], name=op.f('fk_adjustment_share_adjustment_id_adjustment')),
    sa.ForeignKeyConstraint(['line_id'], ['order_line.id'], name=op.f('fk_adjustment_share_line_id_order_line')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_adjustment_share')),
    sa.UniqueConstraint('adjustment_id', 'line_id', name=op.f('uq_adjustment_share_adjustment_id_line_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('adjustment_share', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_adjustment_share_line_id'), ['line_id'], unique=False)

    # The audit trail only ever grows: not even the application may rewrite it.
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER audit_entry_no_{act.lower()} BEFORE {act} ON audit_entry"
                       " BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END")
    else:
        op.execute("CREATE FUNCTION audit_entry_refuse() RETURNS trigger AS $$"
                   " BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$ LANGUAGE plpgsql")
        op.execute("CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry"
                   " FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()")


def downgrade():
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP TRIGGER audit_entry_append_only ON audit_entry")
        op.execute("DROP FUNCTION audit_entry_refuse()")
    with op.batch_alter_table('adjustment_share', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_adjustment_share_line_id'))

    op.drop_table('adjustment_share')
    with op.batch_alter_table('ticket_print', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_print_round_id')

    op.drop_table('ticket_print')
    with op.batch_alter_table('order_line', schema=None) as batch_op:
        batch_op.drop_index('ix_order_line_round_id')
        batch_op.drop_index('ix_order_line_order_id')
        batch_op.drop_index('ix_order_line_in_kitchen', sqlite_where=sa.text("((state IN ('sent', 'cooking', 'ready') AND out_at IS NULL) OR (state = 'void' AND void_seen_at IS NULL))"), postgresql_where=sa.text("((state IN ('sent', 'cooking', 'ready') AND out_at IS NULL) OR (state = 'void' AND void_seen_at IS NULL))"))

    op.drop_table('order_line')
    with op.batch_alter_table('bump', schema=None) as batch_op:
        batch_op.drop_index('ix_bump_store_id')
        batch_op.drop_index(batch_op.f('ix_bump_round_id'))

    op.drop_table('bump')
    op.drop_table('allergy_acknowledged')
    with op.batch_alter_table('sitting_table', schema=None) as batch_op:
        batch_op.drop_index('uq_sitting_table_open', sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
        batch_op.drop_index('ix_sitting_table_sitting_id')

    op.drop_table('sitting_table')
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.drop_index('ix_round_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.drop_table('round')
    with op.batch_alter_table('leg', schema=None) as batch_op:
        batch_op.drop_index('ix_leg_order_id')

    op.drop_table('leg')
    with op.batch_alter_table('join_request', schema=None) as batch_op:
        batch_op.drop_index('ix_join_request_sitting_id')

    op.drop_table('join_request')
    with op.batch_alter_table('cart_event', schema=None) as batch_op:
        batch_op.drop_index('ix_cart_event_order_id')

    op.drop_table('cart_event')
    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.drop_index('uq_call_open', sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))
        batch_op.drop_index('ix_call_store_open', sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))

    op.drop_table('call')
    with op.batch_alter_table('adjustment', schema=None) as batch_op:
        batch_op.drop_index('ix_adjustment_order_id')

    op.drop_table('adjustment')
    with op.batch_alter_table('price', schema=None) as batch_op:
        batch_op.drop_index('ix_price_dish_id')
        batch_op.drop_index('ix_price_choice_id')

    op.drop_table('price')
    with op.batch_alter_table('portions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_portions_dish_id'))

    op.drop_table('portions')
    with op.batch_alter_table('order', schema=None) as batch_op:
        batch_op.drop_index('uq_order_open_sitting', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index('ix_order_sitting_id')

    op.drop_table('order')
    op.drop_table('guest')
    with op.batch_alter_table('dish_store', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dish_store_store_id'))

    op.drop_table('dish_store')
    with op.batch_alter_table('dish_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dish_group_group_id'))

    op.drop_table('dish_group')
    with op.batch_alter_table('dining_table', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dining_table_area_id'))

    op.drop_table('dining_table')
    with op.batch_alter_table('topic_due', schema=None) as batch_op:
        batch_op.drop_index('ix_topic_due_topic_due_at')

    op.drop_table('topic_due')
    with op.batch_alter_table('staff_role', schema=None) as batch_op:
        batch_op.drop_index('uq_staff_role_chain', sqlite_where=sa.text('store_id IS NULL'), postgresql_where=sa.text('store_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_staff_role_store_id'))

    op.drop_table('staff_role')
    with op.batch_alter_table('sitting', schema=None) as batch_op:
        batch_op.drop_index('ix_sitting_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.drop_table('sitting')
    with op.batch_alter_table('password_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_password_link_staff_id'))

    op.drop_table('password_link')
    op.drop_table('order_counter')
    with op.batch_alter_table('opening_hours', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_opening_hours_store_id'))

    op.drop_table('opening_hours')
    with op.batch_alter_table('dish', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dish_category_id'))

    op.drop_table('dish')
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_device_store_id'))

    op.drop_table('device')
    with op.batch_alter_table('closure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_closure_store_id'))

    op.drop_table('closure')
    op.drop_table('choice')
    op.drop_table('area')
    op.drop_table('topic')
    op.drop_table('tax')
    op.drop_table('store')
    op.drop_table('station')
    op.drop_table('staff_member')
    with op.batch_alter_table('sign_in_try', schema=None) as batch_op:
        batch_op.drop_index('ix_sign_in_try_username_at')

    op.drop_table('sign_in_try')
    with op.batch_alter_table('outbox_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_entry_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.drop_table('outbox_entry')
    op.drop_table('option_group')
    op.drop_table('chain')
    op.drop_table('category')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entry_subject')
        batch_op.drop_index('ix_audit_entry_store_id_at')

    op.drop_table('audit_entry')
