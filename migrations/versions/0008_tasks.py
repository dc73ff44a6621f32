"""tasks, checklists and calendar addresses

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = (
    "scheduled_runs",
    "digests",
    "digest_refusals",
    "calendar_addresses",
    "tasks",
    "checklists",
    "checklist_steps",
    "checklist_templates",
)


def upgrade() -> None:
    op.create_table(
        "checklist_templates",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "trigger",
            sa.Enum(
                "memorandum_expires",
                "award_received",
                "application_submitted",
                "event_planned",
                "volunteer_added",
                "by_hand",
                name="trigger",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("days_before >= 0", name=op.f("ck_checklist_templates_days_before_not_negative")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_checklist_templates_name_not_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_templates")),
    )
    op.create_table(
        "calendar_addresses",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("with_events", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_calendar_addresses_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_addresses")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_addresses_token_hash")),
    )
    op.create_index(op.f("ix_calendar_addresses_user_id"), "calendar_addresses", ["user_id"], unique=False)
    op.create_table(
        "checklist_steps",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("days_after", sa.Integer(), nullable=False),
        sa.Column("skip_weekends", sa.Boolean(), nullable=False),
        sa.Column(
            "assignee",
            sa.Enum(
                "responsible", "role", "account", name="assignee", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "director",
                "coordinator",
                "accountant",
                "staff",
                "monitor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(assignee = 'account') = (account_id IS NOT NULL)",
            name=op.f("ck_checklist_steps_account_only_for_an_account"),
        ),
        sa.CheckConstraint(
            "(assignee = 'role') = (role IS NOT NULL)", name=op.f("ck_checklist_steps_role_only_for_a_role")
        ),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_checklist_steps_title_not_empty")),
        sa.ForeignKeyConstraint(["account_id"], ["users.id"], name=op.f("fk_checklist_steps_account_id_users")),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["checklist_templates.id"],
            name=op.f("fk_checklist_steps_template_id_checklist_templates"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_steps")),
    )
    op.create_index(op.f("ix_checklist_steps_account_id"), "checklist_steps", ["account_id"], unique=False)
    op.create_index(op.f("ix_checklist_steps_template_id"), "checklist_steps", ["template_id"], unique=False)
    op.create_table(
        "digest_refusals",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_digest_refusals_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_digest_refusals")),
    )
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.CheckConstraint("attempts >= 1", name=op.f("ck_digests_attempts_positive")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_digests_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("user_id", "day", name=op.f("uq_digests_user_id_day")),
    )
    op.create_index(op.f("ix_digests_day"), "digests", ["day"], unique=False)
    op.create_table(
        "scheduled_runs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_scheduled_runs_job_id_jobs"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_runs")),
        sa.UniqueConstraint("name", "period", name=op.f("uq_scheduled_runs_name_period")),
    )
    op.create_index(op.f("ix_scheduled_runs_job_id"), "scheduled_runs", ["job_id"], unique=False)
    op.create_table(
        "checklists",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("trigger_on", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.Column("volunteer_id", sa.Integer(), nullable=True),
        sa.Column("donation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN application_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN event_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN partnership_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN volunteer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN donation_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_checklists_exactly_one_record"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_checklists_application_id_applications"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_checklists_contact_id_contacts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["donation_id"], ["donations.id"], name=op.f("fk_checklists_donation_id_donations"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_checklists_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships.id"],
            name=op.f("fk_checklists_partnership_id_partnerships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["started_by_id"], ["users.id"], name=op.f("fk_checklists_started_by_id_users")),
        sa.ForeignKeyConstraint(
            ["template_id"], ["checklist_templates.id"], name=op.f("fk_checklists_template_id_checklist_templates")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_checklists_volunteer_id_volunteers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklists")),
        sa.UniqueConstraint("application_id", "template_id", "trigger_on", name="uq_checklists_once_for_application"),
        sa.UniqueConstraint("contact_id", "template_id", "trigger_on", name="uq_checklists_once_for_contact"),
        sa.UniqueConstraint("donation_id", "template_id", "trigger_on", name="uq_checklists_once_for_donation"),
        sa.UniqueConstraint("event_id", "template_id", "trigger_on", name="uq_checklists_once_for_event"),
        sa.UniqueConstraint("partnership_id", "template_id", "trigger_on", name="uq_checklists_once_for_partnership"),
        sa.UniqueConstraint("volunteer_id", "template_id", "trigger_on", name="uq_checklists_once_for_volunteer"),
    )
    op.create_index(op.f("ix_checklists_started_by_id"), "checklists", ["started_by_id"], unique=False)
    op.create_index(op.f("ix_checklists_template_id"), "checklists", ["template_id"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.Time(), nullable=True),
        sa.Column("due_key", sa.Date(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column(
            "priority",
            sa.Enum("high", "normal", "low", name="priority", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("open", "done", "cancelled", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("repeat_every", sa.Integer(), nullable=True),
        sa.Column(
            "repeat_unit",
            sa.Enum(
                "day",
                "workday",
                "week",
                "month",
                "year",
                name="repeat_unit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("repeat_from", sa.Date(), nullable=True),
        sa.Column("repeat_until", sa.Date(), nullable=True),
        sa.Column("repeat_times", sa.Integer(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("checklist_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.Column("volunteer_id", sa.Integer(), nullable=True),
        sa.Column("donation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name=op.f("ck_tasks_closed_when_not_open")),
        sa.CheckConstraint(
            "(CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN application_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN event_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN partnership_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN volunteer_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN donation_id IS NULL THEN 0 ELSE 1 END) <= 1",
            name=op.f("ck_tasks_at_most_one_record"),
        ),
        sa.CheckConstraint(
            "(repeat_unit IS NULL) = (repeat_every IS NULL) AND (repeat_unit IS NULL) = (repeat_from IS NULL)",
            name=op.f("ck_tasks_repeat_is_whole"),
        ),
        sa.CheckConstraint("due_at IS NULL OR due_on IS NOT NULL", name=op.f("ck_tasks_time_needs_a_date")),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_tasks_title_not_empty")),
        sa.CheckConstraint("repeat_every IS NULL OR repeat_every > 0", name=op.f("ck_tasks_repeat_every_positive")),
        sa.CheckConstraint("repeat_unit IS NULL OR due_on IS NOT NULL", name=op.f("ck_tasks_repeat_needs_a_date")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_tasks_application_id_applications"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["users.id"], name=op.f("fk_tasks_assignee_id_users")),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_tasks_branch_id_branches")),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["checklists.id"], name=op.f("fk_tasks_checklist_id_checklists"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["closed_by_id"], ["users.id"], name=op.f("fk_tasks_closed_by_id_users")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_tasks_contact_id_contacts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_tasks_created_by_id_users")),
        sa.ForeignKeyConstraint(
            ["donation_id"], ["donations.id"], name=op.f("fk_tasks_donation_id_donations"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_tasks_event_id_events"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["tasks.id"], name=op.f("fk_tasks_follows_id_tasks"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships.id"],
            name=op.f("fk_tasks_partnership_id_partnerships"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_tasks_volunteer_id_volunteers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("follows_id", name=op.f("uq_tasks_follows_id")),
    )
    op.create_index("ix_tasks_application_id_state", "tasks", ["application_id", "state"], unique=False)
    op.create_index("ix_tasks_assignee_id_state_due_key", "tasks", ["assignee_id", "state", "due_key"], unique=False)
    op.create_index(op.f("ix_tasks_branch_id"), "tasks", ["branch_id"], unique=False)
    op.create_index(op.f("ix_tasks_checklist_id"), "tasks", ["checklist_id"], unique=False)
    op.create_index(op.f("ix_tasks_closed_by_id"), "tasks", ["closed_by_id"], unique=False)
    op.create_index("ix_tasks_contact_id_state", "tasks", ["contact_id", "state"], unique=False)
    op.create_index(op.f("ix_tasks_created_by_id"), "tasks", ["created_by_id"], unique=False)
    op.create_index("ix_tasks_donation_id_state", "tasks", ["donation_id", "state"], unique=False)
    op.create_index("ix_tasks_due_key_id", "tasks", ["due_key", "id"], unique=False)
    op.create_index("ix_tasks_event_id_state", "tasks", ["event_id", "state"], unique=False)
    op.create_index("ix_tasks_partnership_id_state", "tasks", ["partnership_id", "state"], unique=False)
    op.create_index("ix_tasks_state_due_key_id", "tasks", ["state", "due_key", "id"], unique=False)
    op.create_index("ix_tasks_volunteer_id_state", "tasks", ["volunteer_id", "state"], unique=False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
