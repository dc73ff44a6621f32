"""agreements, the reciprocity ledger, commitment and reasons of moves

The memorandum moves from three columns of a partnership into a row of its own. The way back keeps one paper for a
partnership: the memorandum or cooperation agreement that lasts longest.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OLD_CHECK = "memorandum_until IS NULL OR memorandum_from IS NULL OR memorandum_until >= memorandum_from"
COMMITMENT = "commitment IN ('occasional', 'regular', 'strategic')"
REASONS = (
    "reason_code IN ('goals_reached', 'agreement_not_renewed', 'contact_left', 'no_resources', 'no_answer', "
    "'promises_broken', 'partner_closed', 'other')"
)
TYPES = ("ngo", "society", "school", "business", "media", "authority", "institution", "other")
STAGES = ("identified", "contacted", "negotiating", "active", "paused", "ended")
SCOPES = ("one", "all", "central")
CURRENCIES = ("UAH", "EUR", "USD", "GBP", "PLN", "CHF", "CZK", "SEK", "NOK", "DKK")
# Column of the ledger, the table that it leads to, and what happens when the row there is deleted.
LEDGER_KEYS = (
    ("partnership_id", "partnerships", "CASCADE"),
    ("event_id", "events", None),
    ("application_id", "applications", None),
    ("agreement_id", "agreements", "SET NULL"),
    ("branch_id", "branches", None),
    ("attachment_id", "attachments", "SET NULL"),
)


def upgrade():
    make_agreements()
    make_ledger()
    op.execute(
        "INSERT INTO agreements (partnership_id, kind, number, valid_from, valid_until, termination_reason, note, "
        "created_at, updated_at, version) "
        "SELECT id, 'memorandum', memorandum_number, memorandum_from, memorandum_until, '', '', "
        "updated_at, updated_at, 1 FROM partnerships "
        "WHERE memorandum_number <> '' OR memorandum_from IS NOT NULL OR memorandum_until IS NOT NULL ORDER BY id"
    )
    with op.batch_alter_table("partnerships", copy_from=partnerships(old=True)) as batch_op:
        batch_op.drop_index("ix_partnerships_memorandum_until")
        batch_op.drop_constraint(op.f("ck_partnerships_memorandum_dates_in_order"), type_="check")
        for name in ("memorandum_number", "memorandum_from", "memorandum_until"):
            batch_op.drop_column(name)
        batch_op.add_column(sa.Column("commitment", sa.String(length=32), nullable=True))
        batch_op.create_check_constraint(op.f("ck_partnerships_commitment"), COMMITMENT)
    if op.get_bind().dialect.name == "sqlite":
        # The check belongs to the column, so that SQLite can add and drop both without copying the table.
        name = "ck_partnership_stage_changes_reason_code"
        op.execute(
            f"ALTER TABLE partnership_stage_changes ADD COLUMN reason_code VARCHAR(32) CONSTRAINT {name} CHECK ({REASONS})"
        )
        return
    op.add_column("partnership_stage_changes", sa.Column("reason_code", sa.String(length=32), nullable=True))
    op.create_check_constraint(
        op.f("ck_partnership_stage_changes_reason_code"), "partnership_stage_changes", REASONS
    )


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(
            op.f("ck_partnership_stage_changes_reason_code"), "partnership_stage_changes", type_="check"
        )
    op.drop_column("partnership_stage_changes", "reason_code")
    with op.batch_alter_table("partnerships", copy_from=partnerships(old=False)) as batch_op:
        batch_op.drop_constraint(op.f("ck_partnerships_commitment"), type_="check")
        batch_op.drop_column("commitment")
        batch_op.add_column(sa.Column("memorandum_number", sa.String(length=60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("memorandum_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("memorandum_until", sa.Date(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_partnerships_memorandum_dates_in_order"), OLD_CHECK)
        batch_op.create_index("ix_partnerships_memorandum_until", ["memorandum_until"], unique=False)
    with op.batch_alter_table("partnerships", copy_from=partnerships(old=True)) as batch_op:
        batch_op.alter_column("memorandum_number", existing_type=sa.String(length=60), server_default=None)
    take_memoranda_back(op.get_bind())
    op.drop_table("ledger_entries")
    op.drop_table("agreements")


def take_memoranda_back(connection):
    """Write the paper that lasts longest of each partnership into its columns."""
    rows = connection.execute(
        sa.text(
            "SELECT partnership_id, number, valid_from, coalesce(terminated_on, valid_until) AS until FROM agreements "
            "WHERE kind IN ('memorandum', 'cooperation') AND archived_at IS NULL "
            "ORDER BY partnership_id, CASE WHEN valid_from IS NULL AND valid_until IS NULL THEN 0 ELSE 1 END, "
            "coalesce(terminated_on, valid_until, '9999-12-31'), id"
        )
    ).all()
    for row in rows:
        connection.execute(
            sa.text(
                "UPDATE partnerships SET memorandum_number = :number, memorandum_from = :begins, "
                "memorandum_until = :ends WHERE id = :id"
            ),
            {"id": row.partnership_id, "number": row.number, "begins": row.valid_from, "ends": row.until},
        )


def partnerships(*, old):
    """Describe the table as it is before (`old`) or after this step: SQLite copies it and keeps every constraint."""
    table = sa.Table(
        "partnerships",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("partner_type", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("current_change_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("partner_gives", sa.Text(), nullable=False),
        sa.Column("library_gives", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(one_of("partner_type", TYPES), name=op.f("ck_partnerships_partner_type")),
        sa.CheckConstraint(one_of("stage", STAGES), name=op.f("ck_partnerships_stage")),
        sa.CheckConstraint(one_of("scope", SCOPES), name=op.f("ck_partnerships_scope")),
        sa.CheckConstraint(
            "(scope = 'one') = (branch_id IS NOT NULL)", name=op.f("ck_partnerships_branch_only_when_scope_is_one")
        ),
        sa.CheckConstraint(
            "current_change_id IS NOT NULL OR stage = 'identified'",
            name=op.f("ck_partnerships_moved_stage_has_history"),
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_partnerships_branch_id_branches")),
        sa.ForeignKeyConstraint(
            ["current_change_id", "id", "stage"],
            [
                "partnership_stage_changes.id",
                "partnership_stage_changes.partnership_id",
                "partnership_stage_changes.to_stage",
            ],
            name="fk_partnerships_stage_is_last_change",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["contacts.id"], name=op.f("fk_partnerships_organisation_id_contacts")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_partnerships_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnerships")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_partnerships_organisation_id")),
    )
    sa.Index("ix_partnerships_branch_id", table.c.branch_id)
    sa.Index("ix_partnerships_owner_id", table.c.owner_id)
    sa.Index("ix_partnerships_stage_id", table.c.stage, table.c.id)
    if old:
        table.append_column(sa.Column("memorandum_number", sa.String(length=60), nullable=False))
        table.append_column(sa.Column("memorandum_from", sa.Date(), nullable=True))
        table.append_column(sa.Column("memorandum_until", sa.Date(), nullable=True))
        table.append_constraint(
            sa.CheckConstraint(OLD_CHECK, name=op.f("ck_partnerships_memorandum_dates_in_order"))
        )
        sa.Index("ix_partnerships_memorandum_until", table.c.memorandum_until)
    else:
        table.append_column(sa.Column("commitment", sa.String(length=32), nullable=True))
        table.append_constraint(sa.CheckConstraint(COMMITMENT, name=op.f("ck_partnerships_commitment")))
    return table


def one_of(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def choice(name, *values):
    """Return the type of a column that holds one of these words."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def make_agreements():
    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("kind", choice("kind", "memorandum", "cooperation", "transfer_act", "other"), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("terminated_on", sa.Date(), nullable=True),
        sa.Column("termination_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(terminated_on IS NULL) = (length(termination_reason) = 0)",
            name=op.f("ck_agreements_termination_has_reason"),
        ),
        sa.CheckConstraint(
            "review_on IS NULL OR ((valid_from IS NULL OR review_on >= valid_from)"
            " AND (valid_until IS NULL OR review_on <= valid_until))",
            name=op.f("ck_agreements_review_while_valid"),
        ),
        sa.CheckConstraint(
            "terminated_on IS NULL OR ((valid_from IS NULL OR terminated_on >= valid_from)"
            " AND (valid_until IS NULL OR terminated_on <= valid_until)"
            " AND (signed_on IS NULL OR terminated_on >= signed_on))",
            name=op.f("ck_agreements_terminated_while_valid"),
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from",
            name=op.f("ck_agreements_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_agreements_attachment_id_attachments"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships.id"],
            name=op.f("fk_agreements_partnership_id_partnerships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )
    op.create_index(op.f("ix_agreements_attachment_id"), "agreements", ["attachment_id"], unique=False)
    op.create_index(op.f("ix_agreements_partnership_id"), "agreements", ["partnership_id"], unique=False)
    op.create_index("ix_agreements_review_on_id", "agreements", ["review_on", "id"], unique=False)
    op.create_index("ix_agreements_valid_until_id", "agreements", ["valid_until", "id"], unique=False)


def make_ledger():
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("direction", choice("direction", "partner_gives", "library_gives"), nullable=False),
        sa.Column(
            "kind", choice("kind", "space", "hours", "goods", "money", "audience", "other"), nullable=False
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("base_amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "currency",
            sa.Enum(*CURRENCIES, name="currency", native_enum=False, create_constraint=True, length=3),
            nullable=False,
        ),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("rate_date", sa.Date(), nullable=False),
        sa.Column("rate_source", choice("rate_source", "manual", "nbu", "bank", "same_currency"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_ledger_entries_amount_not_negative")),
        sa.CheckConstraint("base_amount >= 0", name=op.f("ck_ledger_entries_base_amount_not_negative")),
        sa.CheckConstraint("kind <> 'money' OR amount > 0", name=op.f("ck_ledger_entries_money_has_amount")),
        sa.CheckConstraint("length(description) > 0", name=op.f("ck_ledger_entries_described")),
        sa.CheckConstraint(
            "quantity IS NULL OR kind NOT IN ('money', 'other')", name=op.f("ck_ledger_entries_quantity_fits_kind")
        ),
        sa.CheckConstraint("quantity IS NULL OR quantity > 0", name=op.f("ck_ledger_entries_quantity_positive")),
        sa.CheckConstraint("rate > 0", name=op.f("ck_ledger_entries_rate_positive")),
        *[leads_to(column, table, deed) for column, table, deed in LEDGER_KEYS],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
    )
    for column, _table, _deed in LEDGER_KEYS:
        op.create_index(op.f(f"ix_ledger_entries_{column}"), "ledger_entries", [column], unique=False)
    op.create_index("ix_ledger_entries_happened_on_id", "ledger_entries", ["happened_on", "id"], unique=False)
    op.create_index(
        "ix_ledger_entries_partnership_id_happened_on",
        "ledger_entries",
        ["partnership_id", "happened_on"],
        unique=False,
    )


def leads_to(column, table, ondelete=None):
    name = op.f(f"fk_ledger_entries_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete=ondelete)
