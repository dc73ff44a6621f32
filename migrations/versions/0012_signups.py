"""sign-ups, documents and the status history of volunteers

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


OLD_SUBJECTS = ("contact_id", "application_id", "event_id", "partnership_id", "donation_id")
NEW_COLUMNS = (
    "current_change_id",
    "coordinator_id",
    "contract_from",
    "contract_until",
    "certificate_on",
    "oriented_on",
    "emergency_phone",
)
SUBJECT = "ck_attachments_exactly_one_subject"


def _one_of(columns: tuple[str, ...]) -> str:
    return " + ".join(f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in columns) + " = 1"


def upgrade() -> None:
    op.create_table(
        "volunteer_languages",
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "uk",
                "en",
                "pl",
                "de",
                "fr",
                "es",
                "it",
                "ro",
                "hu",
                "sk",
                "cs",
                "bg",
                "lt",
                "tr",
                "ar",
                "ka",
                "crh",
                "rom",
                "ru",
                "ukl",
                name="code",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteers.id"],
            name=op.f("fk_volunteer_languages_volunteer_id_volunteers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("volunteer_id", "code", name=op.f("pk_volunteer_languages")),
    )
    op.create_table(
        "volunteer_status_changes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column(
            "from_status",
            sa.Enum(
                "applied",
                "active",
                "paused",
                "left",
                name="from_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "applied",
                "active",
                "paused",
                "left",
                name="to_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("from_status <> to_status", name=op.f("ck_volunteer_status_changes_status_moves")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_volunteer_status_changes_by_id_users")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteers.id"],
            name=op.f("fk_volunteer_status_changes_volunteer_id_volunteers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_status_changes")),
        sa.UniqueConstraint("id", "volunteer_id", "to_status", name="uq_volunteer_status_changes_target"),
    )
    op.create_index("ix_volunteer_status_changes_by_id", "volunteer_status_changes", ["by_id"], unique=False)
    op.create_index(
        "ix_volunteer_status_changes_volunteer_id", "volunteer_status_changes", ["volunteer_id"], unique=False
    )

    op.create_table(
        "sign_ups",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("repeated_as", sa.String(length=200), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "approved",
                "declined",
                "lapsed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("last_name", sa.String(length=100), nullable=False),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("middle_name", sa.String(length=100), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("availability", sa.JSON(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("guardian_name", sa.String(length=200), nullable=False),
        sa.Column("guardian_phone", sa.String(length=20), nullable=False),
        sa.Column("guardian_email", sa.String(length=254), nullable=False),
        sa.Column("emergency_name", sa.String(length=200), nullable=False),
        sa.Column("emergency_phone", sa.String(length=20), nullable=False),
        sa.Column("consent_text_id", sa.Integer(), nullable=False),
        sa.Column("photo_text_id", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("ip_hash", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirm_hash", sa.String(length=64), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=True),
        sa.Column("made_person", sa.Boolean(), nullable=False),
        sa.Column("made_volunteer", sa.Boolean(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'waiting') = (decided_at IS NULL)", name=op.f("ck_sign_ups_decided_says_when")),
        sa.CheckConstraint(
            "status <> 'approved' OR volunteer_id IS NOT NULL", name=op.f("ck_sign_ups_approved_is_a_volunteer")
        ),
        sa.CheckConstraint(
            "status <> 'declined' OR length(reason) > 0 OR erased_at IS NOT NULL",
            name=op.f("ck_sign_ups_declined_has_reason"),
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_sign_ups_branch_id_branches")),
        sa.ForeignKeyConstraint(
            ["consent_text_id"], ["consent_texts.id"], name=op.f("fk_sign_ups_consent_text_id_consent_texts")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_sign_ups_decided_by_id_users")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunities.id"],
            name=op.f("fk_sign_ups_opportunity_id_opportunities"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["photo_text_id"], ["consent_texts.id"], name=op.f("fk_sign_ups_photo_text_id_consent_texts")
        ),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], name=op.f("fk_sign_ups_volunteer_id_volunteers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ups")),
        sa.UniqueConstraint("confirm_hash", name=op.f("uq_sign_ups_confirm_hash")),
        sa.UniqueConstraint("reference", name=op.f("uq_sign_ups_reference")),
    )
    op.create_index("ix_sign_ups_branch_id", "sign_ups", ["branch_id"], unique=False)
    op.create_index("ix_sign_ups_consent_text_id", "sign_ups", ["consent_text_id"], unique=False)
    op.create_index("ix_sign_ups_decided_by_id", "sign_ups", ["decided_by_id"], unique=False)
    op.create_index("ix_sign_ups_email_status", "sign_ups", ["email", "status"], unique=False)
    op.create_index("ix_sign_ups_opportunity_id", "sign_ups", ["opportunity_id"], unique=False)
    op.create_index("ix_sign_ups_photo_text_id", "sign_ups", ["photo_text_id"], unique=False)
    op.create_index("ix_sign_ups_status_sent_at_id", "sign_ups", ["status", "sent_at", "id"], unique=False)
    op.create_index("ix_sign_ups_volunteer_id", "sign_ups", ["volunteer_id"], unique=False)

    op.create_table(
        "volunteer_documents",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "guardian_consent",
                "contract",
                "certificate",
                "medical_book",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on",
            name=op.f("ck_volunteer_documents_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.id"],
            name=op.f("fk_volunteer_documents_attachment_id_attachments"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteers.id"],
            name=op.f("fk_volunteer_documents_volunteer_id_volunteers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_documents")),
    )
    op.create_index("ix_volunteer_documents_attachment_id", "volunteer_documents", ["attachment_id"], unique=False)
    op.create_index("ix_volunteer_documents_expires_on_id", "volunteer_documents", ["expires_on", "id"], unique=False)
    op.create_index("ix_volunteer_documents_volunteer_id", "volunteer_documents", ["volunteer_id"], unique=False)

    _rebuild_attachments()
    _rebuild_volunteers()


def _rebuild_attachments() -> None:
    """Let a file belong to a volunteer."""
    with op.batch_alter_table("attachments") as table:
        table.drop_constraint(op.f(SUBJECT), type_="check")
        table.add_column(sa.Column("volunteer_id", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_attachments_volunteer_id"), ["volunteer_id"])
        table.create_foreign_key(
            op.f("fk_attachments_volunteer_id_volunteers"),
            "volunteers",
            ["volunteer_id"],
            ["id"],
            ondelete="CASCADE",
        )
        table.create_check_constraint(op.f(SUBJECT), _one_of((*OLD_SUBJECTS, "volunteer_id")))


def _rebuild_volunteers() -> None:
    """Add what the profile grows by, and tie the status to its last change."""
    with op.batch_alter_table("volunteers") as table:
        table.add_column(sa.Column("current_change_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("coordinator_id", sa.Integer(), nullable=True))
        for name in ("contract_from", "contract_until", "certificate_on", "oriented_on"):
            table.add_column(sa.Column(name, sa.Date(), nullable=True))
        table.add_column(sa.Column("emergency_phone", sa.String(length=20), server_default="", nullable=False))
        table.create_index(op.f("ix_volunteers_coordinator_id"), ["coordinator_id"])
        table.create_foreign_key(op.f("fk_volunteers_coordinator_id_users"), "users", ["coordinator_id"], ["id"])
        table.create_foreign_key(
            op.f("fk_volunteers_status_is_last_change"),
            "volunteer_status_changes",
            ["current_change_id", "id", "status"],
            ["id", "volunteer_id", "to_status"],
            deferrable=True,
            initially="DEFERRED",
        )
        table.create_check_constraint(
            op.f("ck_volunteers_contract_dates_in_order"),
            "contract_until IS NULL OR contract_from IS NULL OR contract_until >= contract_from",
        )


def downgrade() -> None:
    op.execute("DELETE FROM search_entries WHERE kind = 'sign_up'")
    with op.batch_alter_table("volunteers") as table:
        table.drop_constraint(op.f("ck_volunteers_contract_dates_in_order"), type_="check")
        table.drop_constraint(op.f("fk_volunteers_status_is_last_change"), type_="foreignkey")
        table.drop_constraint(op.f("fk_volunteers_coordinator_id_users"), type_="foreignkey")
        table.drop_index(op.f("ix_volunteers_coordinator_id"))
        for name in NEW_COLUMNS:
            table.drop_column(name)

    # What was attached to a volunteer stays with the person.
    op.execute(
        "UPDATE attachments SET contact_id = (SELECT person_id FROM volunteers WHERE volunteers.id = "
        "attachments.volunteer_id), volunteer_id = NULL WHERE volunteer_id IS NOT NULL"
    )
    with op.batch_alter_table("attachments") as table:
        table.drop_constraint(op.f(SUBJECT), type_="check")
        table.drop_constraint(op.f("fk_attachments_volunteer_id_volunteers"), type_="foreignkey")
        table.drop_index(op.f("ix_attachments_volunteer_id"))
        table.drop_column("volunteer_id")
        table.create_check_constraint(op.f(SUBJECT), _one_of(OLD_SUBJECTS))

    for name in ("volunteer_documents", "sign_ups", "volunteer_status_changes", "volunteer_languages"):
        op.drop_table(name)
