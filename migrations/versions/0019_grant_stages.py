"""stages of applications as the institution has them, approvals, the stage «on hold», renewals, answers to letters

The way back forgets when applications were on hold: each is again in the stage that it left.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# code, probability in per cent; in the order of the product
STAGES = (
    ("idea", 5),
    ("selection", 10),
    ("drafting", 25),
    ("approval", 35),
    ("submitted", 40),
    ("review", 50),
    ("clarification", 60),
    ("suspended", 10),
    ("awarded", 100),
    ("contracting", 100),
    ("implementation", 100),
    ("reporting", 100),
    ("closed", 100),
    ("rejected", 0),
    ("withdrawn", 0),
)
CODES = tuple(code for code, _ in STAGES)
OLD_CODES = tuple(code for code in CODES if code != "suspended")
# Every column that holds a stage, by table.
HOLDERS = (
    ("applications", "stage"),
    ("application_stage_changes", "from_stage"),
    ("application_stage_changes", "to_stage"),
)
HOLD_CHECKS = {
    "held_stage": None,
    "held_stage_only_on_hold": "(stage = 'suspended') = (held_stage IS NOT NULL)",
    "held_stage_goes_on": "held_stage IS NULL OR held_stage NOT IN ('suspended', 'closed', 'rejected', 'withdrawn')",
    "resumes_only_on_hold": "resume_on IS NULL OR stage = 'suspended'",
}


OUTCOME_CHECKS = {
    "outcome": "outcome IN ('invited', 'not_invited')",
    "outcome_of_letter": "outcome IS NULL OR (kind = 'letter_of_intent' AND submitted_on IS NOT NULL)",
}
REQUIREMENTS = (
    "owner",
    "leader",
    "call",
    "funder_deadline",
    "go_decision",
    "requested_amount",
    "cofinancing",
    "budget_matches",
    "branch",
    "partners",
    "project_dates",
    "summary",
    "files",
    "award_amount",
    "agreement",
)
CURRENCIES = ("UAH", "EUR", "USD", "GBP", "PLN", "CHF", "CZK", "SEK", "NOK", "DKK")
STANDING = sa.text("lapsed_at IS NULL AND decision = 'approved'")


def choice(name, *values, length=32):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=length)


def one_of(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade():
    make_stages()
    allow_stages(CODES)
    with op.batch_alter_table("applications") as batch:
        batch.add_column(sa.Column("held_stage", sa.String(length=32), nullable=True))
        batch.add_column(sa.Column("resume_on", sa.Date(), nullable=True))
        for name, condition in HOLD_CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_applications_{name}"), condition or one_of(name, CODES))
        batch.add_column(sa.Column("renewal_of_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_applications_renewal_of_id_applications"),
            "applications",
            ["renewal_of_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch.create_check_constraint(op.f("ck_applications_renews_another"), "renewal_of_id <> id")
    op.create_index(op.f("ix_applications_renewal_of_id"), "applications", ["renewal_of_id"])
    with op.batch_alter_table("deliverables") as batch:
        batch.add_column(sa.Column("outcome", sa.String(length=32), nullable=True))
        for name, condition in OUTCOME_CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_deliverables_{name}"), condition)
    make_approvals()


def downgrade():
    op.drop_table("application_approvals")
    with op.batch_alter_table("deliverables") as batch:
        for name in OUTCOME_CHECKS:
            batch.drop_constraint(op.f(f"ck_deliverables_{name}"), type_="check")
        batch.drop_column("outcome")
    forget_holds(op.get_bind())
    op.drop_index(op.f("ix_applications_renewal_of_id"), "applications")
    with op.batch_alter_table("applications") as batch:
        batch.drop_constraint(op.f("ck_applications_renews_another"), type_="check")
        batch.drop_constraint(op.f("fk_applications_renewal_of_id_applications"), type_="foreignkey")
        batch.drop_column("renewal_of_id")
        for name in HOLD_CHECKS:
            batch.drop_constraint(op.f(f"ck_applications_{name}"), type_="check")
        batch.drop_column("resume_on")
        batch.drop_column("held_stage")
    allow_stages(OLD_CODES)
    op.drop_table("grant_stage_requirements")
    op.drop_table("grant_stages")


def make_stages():
    stages = op.create_table(
        "grant_stages",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("code", choice("code", *CODES), nullable=False),
        sa.Column("name_uk", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("needs_director", sa.Boolean(), nullable=False),
        sa.Column("needs_accountant", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("probability BETWEEN 0 AND 100", name=op.f("ck_grant_stages_probability_is_percent")),
        sa.CheckConstraint(
            "(code NOT IN ('awarded', 'contracting', 'implementation', 'reporting', 'closed') OR probability = 100)"
            " AND (code NOT IN ('rejected', 'withdrawn') OR probability = 0)",
            name=op.f("ck_grant_stages_what_is_decided_is_certain"),
        ),
        sa.CheckConstraint("position > 0", name=op.f("ck_grant_stages_position_positive")),
        sa.CheckConstraint(
            "code NOT IN ('suspended', 'closed', 'rejected', 'withdrawn') OR NOT (needs_director OR needs_accountant)",
            name=op.f("ck_grant_stages_only_what_goes_on_is_approved"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_stages")),
        sa.UniqueConstraint("code", name=op.f("uq_grant_stages_code")),
    )
    for place, (code, probability) in enumerate(STAGES, start=1):
        op.execute(
            stages.insert().values(
                code=code,
                name_uk="",
                name_en="",
                position=place,
                probability=probability,
                needs_director=code == "approval",
                needs_accountant=code == "approval",
                created_at=sa.func.current_timestamp(),
                updated_at=sa.func.current_timestamp(),
                version=1,
            )
        )


    op.create_table(
        "grant_stage_requirements",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("requirement", choice("requirement", *REQUIREMENTS), nullable=False),
        sa.ForeignKeyConstraint(
            ["stage_id"],
            ["grant_stages.id"],
            name=op.f("fk_grant_stage_requirements_stage_id_grant_stages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_stage_requirements")),
        sa.UniqueConstraint("stage_id", "requirement", name=op.f("uq_grant_stage_requirements_stage_id_requirement")),
    )


def make_approvals():
    op.create_table(
        "application_approvals",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("stage", choice("stage", *CODES), nullable=False),
        sa.Column("approver", choice("approver", "director", "accountant"), nullable=False),
        sa.Column("decision", choice("decision", "approved", "returned"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("currency", choice("currency", *CURRENCIES, length=3), nullable=False),
        sa.Column("requested_amount", sa.BigInteger(), nullable=False),
        sa.Column("cofinancing_amount", sa.BigInteger(), nullable=False),
        sa.Column("budget_planned", sa.BigInteger(), nullable=False),
        sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.CheckConstraint(f"{name} >= 0", name=op.f(f"ck_application_approvals_{name}_not_negative"))
            for name in ("requested_amount", "cofinancing_amount", "budget_planned")
        ),
        sa.CheckConstraint(
            "decision = 'approved' OR length(note) > 0", name=op.f("ck_application_approvals_return_has_note")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_approvals_application_id_applications"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_application_approvals_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_approvals")),
    )
    op.create_index(op.f("ix_application_approvals_application_id"), "application_approvals", ["application_id"])
    op.create_index(op.f("ix_application_approvals_by_id"), "application_approvals", ["by_id"])
    op.create_index(
        "uq_application_approvals_standing",
        "application_approvals",
        ["application_id", "stage", "approver"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def allow_stages(codes):
    """Let the columns that hold a stage hold these."""
    for table in dict.fromkeys(table for table, _ in HOLDERS):
        with op.batch_alter_table(table) as batch:
            for column in (column for owner, column in HOLDERS if owner == table):
                name = op.f(f"ck_{table}_{column}")
                batch.drop_constraint(name, type_="check")
                batch.create_check_constraint(name, one_of(column, codes))


def forget_holds(connection):
    """Take the moves to and from «on hold» out of the history."""
    changes = sa.table(
        "application_stage_changes",
        *(sa.column(name) for name in ("id", "application_id", "from_stage", "to_stage")),
    )
    applications = sa.table(
        "applications",
        *(sa.column(name) for name in ("id", "stage", "current_change_id", "held_stage", "resume_on")),
    )
    held = sa.select(changes.c.application_id).where(changes.c.to_stage == "suspended")
    rows = connection.execute(
        sa.select(changes).where(changes.c.application_id.in_(held)).order_by(changes.c.application_id, changes.c.id)
    ).all()
    left, last, gone = {}, {}, []
    for row in rows:
        if row.to_stage == "suspended":
            left[row.application_id] = row.from_stage
            last.setdefault(row.application_id, (None, "idea"))
            gone.append(row.id)
        elif row.from_stage == "suspended" and row.to_stage == left[row.application_id]:
            gone.append(row.id)
        else:
            if row.from_stage == "suspended":
                connection.execute(
                    sa.update(changes).where(changes.c.id == row.id).values(from_stage=left[row.application_id])
                )
            last[row.application_id] = (row.id, row.to_stage)
    for number, (change, stage) in last.items():
        connection.execute(
            sa.update(applications)
            .where(applications.c.id == number)
            .values(current_change_id=change, stage=stage, held_stage=None, resume_on=None)
        )
    connection.execute(sa.delete(changes).where(changes.c.id.in_(gone)))
    if connection.dialect.name == "postgresql":
        # What was put off until the end of the transaction would keep the tables from being altered.
        connection.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
