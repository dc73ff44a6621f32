"""the work on an application: form, documents, team, versions; the library of texts; timetables before a deadline

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES = (
    "application_documents",
    "text_block_uses",
    "application_versions",
    "application_sections",
    "application_members",
    "text_block_versions",
    "call_sections",
    "call_documents",
    "text_blocks",
)
# Table, column, the values that it took before, and the one that comes.
WIDENED = (
    (
        "checklist_templates",
        "trigger",
        (
            "memorandum_expires",
            "award_received",
            "application_submitted",
            "event_planned",
            "volunteer_added",
            "by_hand",
        ),
        "application_deadline",
    ),
    ("checklist_steps", "assignee", ("responsible", "role", "account"), "team"),
)
ROLES = ("leader", "writer", "budget", "documents", "partners", "reviewer")
TEAM_CHECKS = {
    "ck_checklist_steps_team_role": f"team_role IN ({', '.join(map(repr, ROLES))})",
    "ck_checklist_steps_team_role_only_for_the_team": "(assignee = 'team') = (team_role IS NOT NULL)",
}


def values_of(names):
    """Return the names as a list of SQL."""
    return ", ".join(f"'{name}'" for name in names)


def change_values(table, column, former, values):
    """Let a column take other values, on SQLite by making the table anew from its changed definition."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        name = op.f(f"ck_{table}_{column}")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"{column} IN ({values_of(values)})")
        return
    words = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :table AND type = :type AND sql IS NOT NULL")
    (definition,) = connection.execute(words, {"table": table, "type": "table"}).scalars()
    indexes = list(connection.execute(words, {"table": table, "type": "index"}).scalars())
    changed = definition.replace(values_of(former), values_of(values))
    if changed == definition:
        raise RuntimeError(f"The definition of {table} is not as expected")
    connection.exec_driver_sql(f"CREATE TABLE new_{table} {changed[changed.index('('):]}")
    connection.exec_driver_sql(f"INSERT INTO new_{table} SELECT * FROM {table}")
    connection.exec_driver_sql(f"DROP TABLE {table}")
    connection.exec_driver_sql(f"ALTER TABLE new_{table} RENAME TO {table}")
    for index in indexes:
        connection.exec_driver_sql(index)


def upgrade():
    op.create_table(
        "text_blocks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "about",
                "need",
                "goal",
                "audience",
                "activities",
                "results",
                "partners",
                "team",
                "sustainability",
                "communication",
                "budget",
                "other",
                name="topic",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=600).with_variant(sa.String(length=600, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tags", sa.String(length=300), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("locale IN ('uk', 'en')", name=op.f("ck_text_blocks_locale_known")),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_text_blocks_title_not_empty")),
        sa.CheckConstraint("number > 0", name=op.f("ck_text_blocks_number_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_blocks")),
    )
    op.create_index(op.f("ix_text_blocks_sort_key"), "text_blocks", ["sort_key"], unique=False)
    op.create_index("ix_text_blocks_topic_locale", "text_blocks", ["topic", "locale"], unique=False)
    op.create_table(
        "call_documents",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("hint", sa.String(length=500), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("max_age_months", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_call_documents_title_not_empty")),
        sa.CheckConstraint(
            "max_age_months IS NULL OR max_age_months > 0", name=op.f("ck_call_documents_max_age_positive")
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_documents_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_documents")),
    )
    op.create_index(op.f("ix_call_documents_call_id"), "call_documents", ["call_id"], unique=False)
    op.create_table(
        "call_sections",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("hint", sa.String(length=1000), nullable=False),
        sa.Column(
            "limit_unit",
            sa.Enum(
                "words",
                "characters",
                "characters_without_spaces",
                name="limit_unit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("limit_count", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.CheckConstraint("locale IN ('uk', 'en')", name=op.f("ck_call_sections_locale_known")),
        sa.CheckConstraint(
            "(limit_unit IS NULL) = (limit_count IS NULL)", name=op.f("ck_call_sections_limit_is_whole")
        ),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_call_sections_title_not_empty")),
        sa.CheckConstraint("limit_count IS NULL OR limit_count > 0", name=op.f("ck_call_sections_limit_positive")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_sections_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_sections")),
    )
    op.create_index(op.f("ix_call_sections_call_id"), "call_sections", ["call_id"], unique=False)
    op.create_table(
        "text_block_versions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_text_block_versions_number_positive")),
        sa.ForeignKeyConstraint(
            ["block_id"],
            ["text_blocks.id"],
            name=op.f("fk_text_block_versions_block_id_text_blocks"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["saved_by_id"], ["users.id"], name=op.f("fk_text_block_versions_saved_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_block_versions")),
        sa.UniqueConstraint("block_id", "number", name=op.f("uq_text_block_versions_block_id_number")),
    )
    op.create_index(op.f("ix_text_block_versions_saved_by_id"), "text_block_versions", ["saved_by_id"], unique=False)
    op.create_table(
        "application_members",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "leader",
                "writer",
                "budget",
                "documents",
                "partners",
                "reviewer",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(user_id IS NULL) <> (contact_id IS NULL)", name=op.f("ck_application_members_account_or_contact")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_members_application_id_applications"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_application_members_contact_id_contacts")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_application_members_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_members")),
        sa.UniqueConstraint("application_id", "contact_id", "role", name="uq_application_members_contact_once"),
        sa.UniqueConstraint("application_id", "user_id", "role", name="uq_application_members_account_once"),
    )
    op.create_index(op.f("ix_application_members_contact_id"), "application_members", ["contact_id"], unique=False)
    op.create_index(op.f("ix_application_members_user_id"), "application_members", ["user_id"], unique=False)
    op.create_index(
        "uq_application_members_one_leader",
        "application_members",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("role = 'leader'"),
        postgresql_where=sa.text("role = 'leader'"),
    )
    op.create_table(
        "application_sections",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("call_section_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_ready", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("hint", sa.String(length=1000), nullable=False),
        sa.Column(
            "limit_unit",
            sa.Enum(
                "words",
                "characters",
                "characters_without_spaces",
                name="limit_unit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("limit_count", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("locale IN ('uk', 'en')", name=op.f("ck_application_sections_locale_known")),
        sa.CheckConstraint(
            "(limit_unit IS NULL) = (limit_count IS NULL)", name=op.f("ck_application_sections_limit_is_whole")
        ),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_application_sections_title_not_empty")),
        sa.CheckConstraint(
            "limit_count IS NULL OR limit_count > 0", name=op.f("ck_application_sections_limit_positive")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_sections_application_id_applications"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["call_section_id"],
            ["call_sections.id"],
            name=op.f("fk_application_sections_call_section_id_call_sections"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_sections")),
        sa.UniqueConstraint(
            "application_id", "call_section_id", name=op.f("uq_application_sections_application_id_call_section_id")
        ),
    )
    op.create_index(op.f("ix_application_sections_call_section_id"), "application_sections", ["call_section_id"], unique=False)
    op.create_table(
        "application_versions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("manual", "submission", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.CheckConstraint("length(checksum) = 64", name=op.f("ck_application_versions_checksum_is_sha256")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_application_versions_name_not_empty")),
        sa.CheckConstraint("number > 0", name=op.f("ck_application_versions_number_positive")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_application_versions_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["taken_by_id"], ["users.id"], name=op.f("fk_application_versions_taken_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_versions")),
        sa.UniqueConstraint("application_id", "number", name=op.f("uq_application_versions_application_id_number")),
    )
    op.create_index(op.f("ix_application_versions_taken_by_id"), "application_versions", ["taken_by_id"], unique=False)
    op.create_table(
        "text_block_uses",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["application_sections.id"],
            name=op.f("fk_text_block_uses_section_id_application_sections"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["used_by_id"], ["users.id"], name=op.f("fk_text_block_uses_used_by_id_users")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["text_block_versions.id"],
            name=op.f("fk_text_block_uses_version_id_text_block_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_block_uses")),
        sa.UniqueConstraint("section_id", "version_id", name=op.f("uq_text_block_uses_section_id_version_id")),
    )
    op.create_index(op.f("ix_text_block_uses_used_by_id"), "text_block_uses", ["used_by_id"], unique=False)
    op.create_index(op.f("ix_text_block_uses_version_id"), "text_block_uses", ["version_id"], unique=False)
    op.create_table(
        "application_documents",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("call_document_id", sa.Integer(), nullable=True),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("not_needed", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("hint", sa.String(length=500), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("max_age_months", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_application_documents_title_not_empty")),
        sa.CheckConstraint(
            "max_age_months IS NULL OR max_age_months > 0", name=op.f("ck_application_documents_max_age_positive")
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR issued_on IS NULL OR valid_until >= issued_on",
            name=op.f("ck_application_documents_days_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_documents_application_id_applications"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.id"],
            name=op.f("fk_application_documents_attachment_id_attachments"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["call_document_id"],
            ["call_documents.id"],
            name=op.f("fk_application_documents_call_document_id_call_documents"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_documents")),
        sa.UniqueConstraint(
            "application_id", "call_document_id", name=op.f("uq_application_documents_application_id_call_document_id")
        ),
    )
    op.create_index(op.f("ix_application_documents_attachment_id"), "application_documents", ["attachment_id"], unique=False)
    op.create_index(
        op.f("ix_application_documents_call_document_id"),
        "application_documents",
        ["call_document_id"],
        unique=False,
    )
    for table, column, former, value in WIDENED:
        change_values(table, column, former, (*former, value))
    if op.get_bind().dialect.name == "sqlite":
        # The checks belong to the column, so that SQLite can add and drop them without copying the table.
        checks = " ".join(f"CONSTRAINT {name} CHECK ({rule})" for name, rule in TEAM_CHECKS.items())
        op.execute(f"ALTER TABLE checklist_steps ADD COLUMN team_role VARCHAR(32) {checks}")
        return
    op.add_column("checklist_steps", sa.Column("team_role", sa.String(length=32), nullable=True))
    for name, rule in TEAM_CHECKS.items():
        op.create_check_constraint(op.f(name), "checklist_steps", rule)


def downgrade():
    connection = op.get_bind()
    started = (
        "SELECT id FROM checklists WHERE template_id IN "
        "(SELECT id FROM checklist_templates WHERE trigger = 'application_deadline')"
    )
    connection.exec_driver_sql(f"UPDATE tasks SET checklist_id = NULL WHERE checklist_id IN ({started})")
    connection.exec_driver_sql(f"DELETE FROM checklists WHERE id IN ({started})")
    connection.exec_driver_sql(
        "DELETE FROM checklist_steps WHERE assignee = 'team' OR template_id IN "
        "(SELECT id FROM checklist_templates WHERE trigger = 'application_deadline')"
    )
    connection.exec_driver_sql("DELETE FROM checklist_templates WHERE trigger = 'application_deadline'")
    if connection.dialect.name != "sqlite":
        for name in TEAM_CHECKS:
            op.drop_constraint(op.f(name), "checklist_steps", type_="check")
    op.drop_column("checklist_steps", "team_role")
    for table, column, former, value in WIDENED:
        change_values(table, column, (*former, value), former)
    for table in TABLES:
        op.drop_table(table)
