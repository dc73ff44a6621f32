"""opportunities, shifts and personal links

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("personal_links", "assignments", "shifts", "opportunity_skills", "opportunities")


def upgrade() -> None:
    op.create_table(
        "personal_links",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_personal_links_expires_later")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_personal_links_created_by_id_users")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteers.id"],
            name=op.f("fk_personal_links_volunteer_id_volunteers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_personal_links_token_hash")),
    )
    op.create_index(op.f("ix_personal_links_created_by_id"), "personal_links", ["created_by_id"], unique=False)
    op.create_index(op.f("ix_personal_links_volunteer_id"), "personal_links", ["volunteer_id"], unique=False)

    op.create_table(
        "opportunities",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=600).with_variant(sa.String(length=600, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "one_off", "recurring", "flexible", name="kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum("draft", "open", "closed", name="status", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum(
                "public", "volunteers", "staff", name="visibility", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("needed", sa.Integer(), nullable=True),
        sa.Column("min_age", sa.Integer(), nullable=False),
        sa.Column("self_signup", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_opportunities_dates_in_order")
        ),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_opportunities_title_not_empty")),
        sa.CheckConstraint("min_age BETWEEN 14 AND 99", name=op.f("ck_opportunities_min_age_lawful")),
        sa.CheckConstraint("needed IS NULL OR needed > 0", name=op.f("ck_opportunities_needed_positive")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_opportunities_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_opportunities_branch_id_branches")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_opportunities_event_id_events")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_opportunities_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunities")),
        sa.UniqueConstraint("token", name=op.f("uq_opportunities_token")),
    )
    op.create_index(op.f("ix_opportunities_application_id"), "opportunities", ["application_id"], unique=False)
    op.create_index(op.f("ix_opportunities_branch_id"), "opportunities", ["branch_id"], unique=False)
    op.create_index(op.f("ix_opportunities_event_id"), "opportunities", ["event_id"], unique=False)
    op.create_index(op.f("ix_opportunities_owner_id"), "opportunities", ["owner_id"], unique=False)
    op.create_index(op.f("ix_opportunities_sort_key"), "opportunities", ["sort_key"], unique=False)
    op.create_index("ix_opportunities_status_id", "opportunities", ["status", "id"], unique=False)

    op.create_table(
        "opportunity_skills",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunities.id"],
            name=op.f("fk_opportunity_skills_opportunity_id_opportunities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_opportunity_skills_skill_id_skills"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("opportunity_id", "skill_id", name=op.f("pk_opportunity_skills")),
    )
    op.create_index(op.f("ix_opportunity_skills_skill_id"), "opportunity_skills", ["skill_id"], unique=False)

    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shifts_times_in_order")),
        sa.CheckConstraint("needed > 0", name=op.f("ck_shifts_needed_positive")),
        sa.CheckConstraint("taken BETWEEN 0 AND needed", name=op.f("ck_shifts_taken_within_needed")),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_shifts_branch_id_branches")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_shifts_event_id_events")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunities.id"],
            name=op.f("fk_shifts_opportunity_id_opportunities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    op.create_index("ix_shifts_branch_id_day_id", "shifts", ["branch_id", "day", "id"], unique=False)
    op.create_index("ix_shifts_day_id", "shifts", ["day", "id"], unique=False)
    op.create_index(op.f("ix_shifts_event_id"), "shifts", ["event_id"], unique=False)
    op.create_index("ix_shifts_opportunity_id_starts_at", "shifts", ["opportunity_id", "starts_at"], unique=False)

    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "confirmed", "waiting", "cancelled", name="status", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum("staff", "volunteer", name="source", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("assigned_by_id", sa.Integer(), nullable=True),
        sa.Column("override_reason", sa.String(length=300), nullable=False),
        sa.Column("overridden_by_id", sa.Integer(), nullable=True),
        sa.Column("swap_offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_at IS NOT NULL)", name=op.f("ck_assignments_cancelled_says_when")
        ),
        sa.CheckConstraint(
            "(overridden_by_id IS NULL) OR length(override_reason) > 0",
            name=op.f("ck_assignments_override_is_explained"),
        ),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["users.id"], name=op.f("fk_assignments_assigned_by_id_users")),
        sa.ForeignKeyConstraint(["overridden_by_id"], ["users.id"], name=op.f("fk_assignments_overridden_by_id_users")),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shifts.id"], name=op.f("fk_assignments_shift_id_shifts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_assignments_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_assigned_by_id"), "assignments", ["assigned_by_id"], unique=False)
    op.create_index(op.f("ix_assignments_overridden_by_id"), "assignments", ["overridden_by_id"], unique=False)
    op.create_index("ix_assignments_shift_id_status_id", "assignments", ["shift_id", "status", "id"], unique=False)
    op.create_index("ix_assignments_volunteer_id_shift_id", "assignments", ["volunteer_id", "shift_id"], unique=False)
    op.create_index(
        "uq_assignments_present",
        "assignments",
        ["shift_id", "volunteer_id"],
        unique=True,
        sqlite_where=sa.text("status <> 'cancelled'"),
        postgresql_where=sa.text("status <> 'cancelled'"),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
