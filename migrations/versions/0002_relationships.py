"""relationships between contacts

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


KINDS = ("person", "organisation")
# Code, words forwards and backwards in Ukrainian and English, the kinds of both ends, symmetric, acyclic.
TYPES = (
    ("part_of", "входить до складу", "має у складі", "is part of", "includes",
     "organisation", "organisation", False, True),
    ("chairs", "очолює", "має на чолі", "chairs", "is chaired by", "person", "organisation", False, False),
    ("contact_person", "представляє як контактна особа", "має контактну особу", "is the contact person of",
     "has as contact person", "person", "organisation", False, False),
    ("volunteer_coordinator", "координує волонтерів", "має координатора чи координаторку волонтерів", "coordinates volunteers at",
     "has as volunteer coordinator", "person", "organisation", False, False),
    ("member_of", "належить до членів", "має серед членів", "is a member of", "has as member",
     None, "organisation", False, False),
    ("founder", "належить до засновників", "має серед засновників", "founded", "was founded by", None, "organisation", False, False),
    ("guardian", "є батьком, матір’ю чи опікуном", "має батька, матір чи опікуна", "is parent or guardian of",
     "is a child or ward of", "person", "person", False, True),
    ("spouse", "у шлюбі чи партнерстві", "у шлюбі чи партнерстві", "is spouse or partner of",
     "is spouse or partner of", "person", "person", True, False),
    ("relative", "є родичем чи родичкою", "є родичем чи родичкою", "is a relative of", "is a relative of",
     "person", "person", True, False),
    ("colleague", "є колегою", "є колегою", "is a colleague of", "is a colleague of",
     "person", "person", True, False),
    ("mentor", "наставляє", "має наставника чи наставницю", "is a mentor of", "is mentored by",
     "person", "person", False, False),
    ("referred_by", "має рекомендацію від", "рекомендує", "was referred by", "referred", None, None, False, False),
    ("works_with", "співпрацює з", "співпрацює з", "works together with", "works together with",
     "organisation", "organisation", True, False),
)
COLUMNS = ("code", "name_uk", "reverse_uk", "name_en", "reverse_en", "from_kind", "to_kind", "symmetric", "acyclic")


def _kind(name: str) -> sa.Enum:
    return sa.Enum(*KINDS, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    types = op.create_table(
        'relationship_types',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(length=40), nullable=True),
        sa.Column('name_uk', sa.String(length=80), nullable=False),
        sa.Column('reverse_uk', sa.String(length=80), nullable=False),
        sa.Column('name_en', sa.String(length=80), nullable=False),
        sa.Column('reverse_en', sa.String(length=80), nullable=False),
        sa.Column('from_kind', _kind('from_kind'), nullable=True),
        sa.Column('to_kind', _kind('to_kind'), nullable=True),
        sa.Column('symmetric', sa.Boolean(), nullable=False),
        sa.Column('acyclic', sa.Boolean(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('length(name_uk) > 0 AND length(reverse_uk) > 0',
                           name=op.f('ck_relationship_types_named_in_ukrainian')),
        sa.CheckConstraint('length(name_en) > 0 AND length(reverse_en) > 0',
                           name=op.f('ck_relationship_types_named_in_english')),
        sa.CheckConstraint('NOT ("symmetric" AND acyclic)', name=op.f('ck_relationship_types_symmetric_is_no_hierarchy')),
        sa.CheckConstraint("NOT \"symmetric\" OR coalesce(from_kind, '') = coalesce(to_kind, '')",
                           name=op.f('ck_relationship_types_symmetric_joins_one_kind')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_relationship_types')),
        sa.UniqueConstraint('code', name=op.f('uq_relationship_types_code')),
    )
    op.create_table(
        'relationships',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('type_id', sa.Integer(), nullable=False),
        sa.Column('from_contact_id', sa.Integer(), nullable=False),
        sa.Column('to_contact_id', sa.Integer(), nullable=False),
        sa.Column('starts_on', sa.Date(), nullable=True),
        sa.Column('ends_on', sa.Date(), nullable=True),
        sa.Column('note', sa.String(length=500), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.CheckConstraint('from_contact_id <> to_contact_id', name=op.f('ck_relationships_two_contacts')),
        sa.CheckConstraint('ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on',
                           name=op.f('ck_relationships_dates_in_order')),
        sa.ForeignKeyConstraint(['type_id'], ['relationship_types.id'],
                                name=op.f('fk_relationships_type_id_relationship_types')),
        sa.ForeignKeyConstraint(['from_contact_id'], ['contacts.id'],
                                name=op.f('fk_relationships_from_contact_id_contacts'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['to_contact_id'], ['contacts.id'],
                                name=op.f('fk_relationships_to_contact_id_contacts'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_relationships')),
        # The number of a removed relationship is never given again: undoing the removal relies on it.
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_relationships_type_id'), 'relationships', ['type_id'])
    op.create_index('ix_relationships_from_contact_id_type_id', 'relationships', ['from_contact_id', 'type_id'])
    op.create_index('ix_relationships_to_contact_id_type_id', 'relationships', ['to_contact_id', 'type_id'])
    op.create_index(
        'uq_relationships_open',
        'relationships',
        ['type_id', 'from_contact_id', 'to_contact_id'],
        unique=True,
        sqlite_where=sa.text('ends_on IS NULL'),
        postgresql_where=sa.text('ends_on IS NULL'),
    )
    op.bulk_insert(
        types,
        [
            {**dict(zip(COLUMNS, row, strict=True)), 'position': 10 * number, 'version': 1}
            for number, row in enumerate(TYPES, start=1)
        ],
    )


def downgrade() -> None:
    op.drop_table('relationships')
    op.drop_table('relationship_types')
