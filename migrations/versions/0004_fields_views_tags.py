"""tag groups, user-defined fields, saved views

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


VALUES = ("text_value", "number_value", "date_value", "flag_value", "option_id")
EXACTLY_ONE = " + ".join(f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in VALUES) + " = 1"


def upgrade():
    op.create_table('tag_groups',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('name_uk', sa.String(length=60), nullable=False),
    sa.Column('name_en', sa.String(length=60), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('tone', sa.Enum('neutral', 'info', 'success', 'warning', 'danger', 'accent', name='tone', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('is_exclusive', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tag_groups')),
    sa.UniqueConstraint('key', name=op.f('uq_tag_groups_key'))
    )
    op.create_table('tag_group_tags',
    sa.Column('tag_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['tag_groups.id'], name=op.f('fk_tag_group_tags_group_id_tag_groups'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tag_id'], ['tags.id'], name=op.f('fk_tag_group_tags_tag_id_tags'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tag_id', name=op.f('pk_tag_group_tags'))
    )
    op.create_index('ix_tag_group_tags_group_id', 'tag_group_tags', ['group_id'])
    op.create_table('custom_fields',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('type', sa.Enum('text', 'number', 'date', 'choice', 'flag', name='type', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name_uk', sa.String(length=80), nullable=False),
    sa.Column('name_en', sa.String(length=80), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.Column('help_text', sa.String(length=300), nullable=False),
    sa.Column('for_people', sa.Boolean(), nullable=False),
    sa.Column('for_organisations', sa.Boolean(), nullable=False),
    sa.Column('is_required', sa.Boolean(), nullable=False),
    sa.Column('in_list', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('for_people OR for_organisations', name=op.f('ck_custom_fields_belongs_to_somebody')),
    sa.CheckConstraint('length(name_uk) > 0', name=op.f('ck_custom_fields_name_not_empty')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_custom_fields')),
    sa.UniqueConstraint('key', name=op.f('uq_custom_fields_key'))
    )
    op.create_table('custom_options',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('field_id', sa.Integer(), nullable=False),
    sa.Column('name_uk', sa.String(length=120), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('key', sa.String(length=240), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['field_id'], ['custom_fields.id'], name=op.f('fk_custom_options_field_id_custom_fields'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_custom_options')),
    sa.UniqueConstraint('field_id', 'key', name=op.f('uq_custom_options_field_id_key'))
    )
    op.create_table('custom_values',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('field_id', sa.Integer(), nullable=False),
    sa.Column('text_value', sa.String(length=500), nullable=True),
    sa.Column('text_key', sa.String(length=500), nullable=True),
    sa.Column('number_value', sa.BigInteger(), nullable=True),
    sa.Column('date_value', sa.Date(), nullable=True),
    sa.Column('flag_value', sa.Boolean(), nullable=True),
    sa.Column('option_id', sa.Integer(), nullable=True),
    sa.CheckConstraint(EXACTLY_ONE, name=op.f('ck_custom_values_exactly_one_value')),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_custom_values_contact_id_contacts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['field_id'], ['custom_fields.id'], name=op.f('fk_custom_values_field_id_custom_fields'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['option_id'], ['custom_options.id'], name=op.f('fk_custom_values_option_id_custom_options'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_custom_values')),
    sa.UniqueConstraint('contact_id', 'field_id', name=op.f('uq_custom_values_contact_id_field_id'))
    )
    op.create_index('ix_custom_values_field_id_text_key_contact_id', 'custom_values', ['field_id', 'text_key', 'contact_id'])
    op.create_index('ix_custom_values_field_id_number_value_contact_id', 'custom_values', ['field_id', 'number_value', 'contact_id'])
    op.create_index('ix_custom_values_field_id_date_value_contact_id', 'custom_values', ['field_id', 'date_value', 'contact_id'])
    op.create_index('ix_custom_values_field_id_flag_value_contact_id', 'custom_values', ['field_id', 'flag_value', 'contact_id'])
    op.create_index('ix_custom_values_option_id_contact_id', 'custom_values', ['option_id', 'contact_id'])

    op.create_table('saved_views',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('list_name', sa.String(length=40), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('params', sa.JSON(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('is_segment', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("NOT is_segment OR list_name = 'contacts'", name=op.f('ck_saved_views_segment_is_of_contacts')),
    sa.CheckConstraint('length(name) > 0', name=op.f('ck_saved_views_name_not_empty')),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_saved_views_owner_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_views'))
    )
    op.create_index('ix_saved_views_list_name_name', 'saved_views', ['list_name', 'name'])
    op.create_index('ix_saved_views_owner_id', 'saved_views', ['owner_id'])
    op.create_table('default_views',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('list_name', sa.String(length=40), nullable=False),
    sa.Column('view_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_default_views_user_id_users'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['view_id'], ['saved_views.id'], name=op.f('fk_default_views_view_id_saved_views'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_default_views')),
    sa.UniqueConstraint('user_id', 'list_name', name=op.f('uq_default_views_user_id_list_name'))
    )
    op.create_index('ix_default_views_view_id', 'default_views', ['view_id'])


def downgrade():
    op.drop_table('default_views')
    op.drop_table('saved_views')
    op.drop_table('custom_values')
    op.drop_table('custom_options')
    op.drop_table('custom_fields')
    op.drop_table('tag_group_tags')
    op.drop_table('tag_groups')
