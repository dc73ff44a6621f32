"""stages of applications: names, order and probabilities of the institution, and the stage «on hold»

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


def downgrade():
    forget_holds(op.get_bind())
    with op.batch_alter_table("applications") as batch:
        for name in HOLD_CHECKS:
            batch.drop_constraint(op.f(f"ck_applications_{name}"), type_="check")
        batch.drop_column("resume_on")
        batch.drop_column("held_stage")
    allow_stages(OLD_CODES)
    op.drop_table("grant_stages")


def make_stages():
    stages = op.create_table(
        "grant_stages",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column(
            "code",
            sa.Enum(*CODES, name="code", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("name_uk", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
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
                created_at=sa.func.current_timestamp(),
                updated_at=sa.func.current_timestamp(),
                version=1,
            )
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
