"""several sources of a budget line, moves between lines, headings of funders, sources of spending

Each line's one source becomes the first of its sources. Triggers keep the sum of a line's sources in the line, and a
deferred key holds that sum equal to the plan, so that both databases refuse a budget that does not add up.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

CATEGORIES = (
    "staff", "social_contributions", "travel", "rent", "equipment", "materials", "books", "printing", "services",
    "promotion", "indirect", "other",
)  # fmt: skip
SOURCES = ("grant", "own", "partner", "in_kind")
PLAN = "planned = (quantity * price + 500) / 1000 + moved"
SUM = "UPDATE budget_lines SET distributed = distributed {sign} {row}.amount WHERE id = {row}.line_id;"
ADD, TAKE = SUM.format(sign="+", row="NEW"), SUM.format(sign="-", row="OLD")
EVENTS = {"ai": ("INSERT", ADD), "ad": ("DELETE", TAKE), "au": ("UPDATE OF line_id, amount", f"{TAKE} {ADD}")}
PERCENT_TABLES = ("applications", "calls")


def _choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _listed(values):
    return ", ".join(f"'{value}'" for value in values)


def upgrade():
    for table in PERCENT_TABLES:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN reallocation_percent INTEGER"
            f" CONSTRAINT ck_{table}_reallocation_is_percent"
            " CHECK (reallocation_percent IS NULL OR reallocation_percent BETWEEN 0 AND 100)"
        )
    op.create_table(
        "budget_line_sources",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("source", _choice("source", *SOURCES), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_budget_line_sources_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["budget_lines.id"],
            name=op.f("fk_budget_line_sources_line_id_budget_lines"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line_sources")),
        sa.UniqueConstraint("line_id", "source", name=op.f("uq_budget_line_sources_line_id_source")),
    )
    op.execute(
        "INSERT INTO budget_line_sources (line_id, source, amount) SELECT id, source, planned FROM budget_lines"
    )
    op.execute("ALTER TABLE expenditures ADD COLUMN over_reason VARCHAR(300) DEFAULT '' NOT NULL")
    op.execute("ALTER TABLE expenditures ADD COLUMN source VARCHAR(32)")
    op.execute(
        "UPDATE expenditures SET source ="
        " (SELECT source FROM budget_lines WHERE budget_lines.id = expenditures.budget_line_id)"
    )
    op.execute("ALTER TABLE budget_lines ADD COLUMN kekv VARCHAR(4) DEFAULT '' NOT NULL")
    op.execute("ALTER TABLE budget_lines ADD COLUMN moved BIGINT DEFAULT 0 NOT NULL")
    op.execute("ALTER TABLE budget_lines ADD COLUMN distributed BIGINT DEFAULT 0 NOT NULL")
    op.execute("UPDATE budget_lines SET distributed = planned, moved = planned - (quantity * price + 500) / 1000")
    with op.batch_alter_table("budget_lines") as batch:
        batch.drop_constraint(op.f("ck_budget_lines_source"), type_="check")
        batch.drop_column("source")
        batch.create_check_constraint(op.f("ck_budget_lines_planned_follows_from_price"), PLAN)
        batch.create_check_constraint(
            op.f("ck_budget_lines_kekv_has_four_digits"), "kekv = '' OR length(kekv) = 4"
        )
        batch.create_unique_constraint("uq_budget_lines_id_planned", ["id", "planned"])
        batch.create_foreign_key(
            "fk_budget_lines_sources_make_plan",
            "budget_lines",
            ["id", "distributed"],
            ["id", "planned"],
            deferrable=True,
            initially="DEFERRED",
        )
    add_triggers()
    op.drop_index("ix_expenditures_budget_line_id", table_name="expenditures")
    with op.batch_alter_table("expenditures") as batch:
        batch.alter_column("source", existing_type=sa.String(length=32), nullable=False)
        batch.create_check_constraint(op.f("ck_expenditures_source"), f"source IN ({_listed(SOURCES)})")
        batch.create_foreign_key(
            "fk_expenditures_source_of_line",
            "budget_line_sources",
            ["budget_line_id", "source"],
            ["line_id", "source"],
        )
    op.create_index("ix_expenditures_budget_line_id_source", "expenditures", ["budget_line_id", "source"])
    add_reallocations()
    add_headings()


def add_triggers():
    """Keep the sum of a line's sources in the line."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for name, (event, deed) in EVENTS.items():
        trigger = f"budget_line_sources_{name}"
        if postgresql:
            op.execute(
                f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN {deed} RETURN NULL; END $$"
            )
            op.execute(
                f"CREATE TRIGGER {trigger} AFTER {event} ON budget_line_sources"
                f" FOR EACH ROW EXECUTE FUNCTION {trigger}()"
            )
        else:
            op.execute(f"CREATE TRIGGER {trigger} AFTER {event} ON budget_line_sources BEGIN {deed} END")


def drop_triggers():
    """Take the triggers away before the tables that they stand on are rebuilt."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for name in EVENTS:
        trigger = f"budget_line_sources_{name}"
        op.execute(f"DROP TRIGGER {trigger} ON budget_line_sources" if postgresql else f"DROP TRIGGER {trigger}")
        if postgresql:
            op.execute(f"DROP FUNCTION {trigger}()")


def add_reallocations():
    """Make the table of moves between lines."""
    keys = [
        sa.ForeignKeyConstraint(
            [f"{way}_line_id", "application_id"],
            ["budget_lines.id", "budget_lines.application_id"],
            name=f"fk_budget_reallocations_{way}_line_of_same_application",
        )
        for way in ("from", "to")
    ]
    op.create_table(
        "budget_reallocations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("from_line_id", sa.Integer(), nullable=False),
        sa.Column("to_line_id", sa.Integer(), nullable=False),
        sa.Column("source", _choice("source", *SOURCES), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("from_planned", sa.BigInteger(), nullable=False),
        sa.Column("to_planned", sa.BigInteger(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_budget_reallocations_amount_positive")),
        sa.CheckConstraint("from_line_id <> to_line_id", name=op.f("ck_budget_reallocations_between_two_lines")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_budget_reallocations_reason_not_empty")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_budget_reallocations_application_id_applications"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_budget_reallocations_by_id_users")),
        *keys,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_reallocations")),
    )
    op.create_index("ix_budget_reallocations_application_id_id", "budget_reallocations", ["application_id", "id"])
    for column in ("from_line_id", "to_line_id", "by_id"):
        op.create_index(f"ix_budget_reallocations_{column}", "budget_reallocations", [column])


def add_headings():
    """Make the tables of funders' own headings."""
    op.create_table(
        "heading_sets",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("funder_id", sa.Integer(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(funder_id IS NULL) <> (call_id IS NULL)", name=op.f("ck_heading_sets_of_funder_or_of_call")
        ),
        sa.ForeignKeyConstraint(
            ["funder_id"], ["contacts.id"], name=op.f("fk_heading_sets_funder_id_contacts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_heading_sets_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heading_sets")),
        sa.UniqueConstraint("funder_id", name=op.f("uq_heading_sets_funder_id")),
        sa.UniqueConstraint("call_id", name=op.f("uq_heading_sets_call_id")),
    )
    op.create_table(
        "funder_headings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name_uk", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(name_uk) > 0", name=op.f("ck_funder_headings_name_not_empty")),
        sa.ForeignKeyConstraint(
            ["set_id"], ["heading_sets.id"], name=op.f("fk_funder_headings_set_id_heading_sets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funder_headings")),
        sa.UniqueConstraint("set_id", "code", name=op.f("uq_funder_headings_set_id_code")),
        sa.UniqueConstraint("id", "set_id", name="uq_funder_headings_of_set"),
    )
    op.create_table(
        "heading_places",
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("category", _choice("category", *CATEGORIES), nullable=False),
        sa.Column("heading_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_id"], ["heading_sets.id"], name=op.f("fk_heading_places_set_id_heading_sets"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["heading_id", "set_id"],
            ["funder_headings.id", "funder_headings.set_id"],
            name="fk_heading_places_heading_of_same_set",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("set_id", "category", name=op.f("pk_heading_places")),
    )
    op.create_index("ix_heading_places_heading_id", "heading_places", ["heading_id"])


def downgrade():
    for table in ("heading_places", "funder_headings", "heading_sets", "budget_reallocations"):
        op.drop_table(table)
    drop_triggers()
    op.drop_index("ix_expenditures_budget_line_id_source", table_name="expenditures")
    with op.batch_alter_table("expenditures") as batch:
        batch.drop_constraint(op.f("fk_expenditures_source_of_line"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_expenditures_source"), type_="check")
    with op.batch_alter_table("budget_lines") as batch:
        batch.drop_constraint(op.f("fk_budget_lines_sources_make_plan"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_budget_lines_id_planned"), type_="unique")
        batch.drop_constraint(op.f("ck_budget_lines_planned_follows_from_price"), type_="check")
        batch.drop_constraint(op.f("ck_budget_lines_kekv_has_four_digits"), type_="check")
        batch.add_column(sa.Column("source", sa.String(length=32), nullable=True))
        batch.drop_column("distributed")
        batch.drop_column("moved")
        batch.drop_column("kekv")
    one_line_for_each_source(op.get_bind())
    op.drop_table("budget_line_sources")
    with op.batch_alter_table("budget_lines") as batch:
        batch.alter_column("source", existing_type=sa.String(length=32), nullable=False)
        batch.create_check_constraint(op.f("ck_budget_lines_source"), f"source IN ({_listed(SOURCES)})")
    with op.batch_alter_table("expenditures") as batch:
        batch.drop_column("source")
        batch.drop_column("over_reason")
    op.create_index("ix_expenditures_budget_line_id", "expenditures", ["budget_line_id"])
    for table in PERCENT_TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_reallocation_is_percent"), type_="check")
            batch.drop_column("reallocation_percent")


def one_line_for_each_source(connection):
    """Give each further source of a line a line of its own, with its spending, so that no money changes its source."""
    meta = sa.MetaData()
    names = ("budget_lines", "budget_line_sources", "expenditures")
    lines, sources, spent = (sa.Table(name, meta, autoload_with=connection) for name in names)
    kept = {}
    for line in connection.execute(sa.select(lines)).mappings().all():
        kept[line["id"]] = line
    first = set()
    for row in connection.execute(sa.select(sources).order_by(sources.c.amount.desc(), sources.c.id)).all():
        line = kept[row.line_id]
        as_price = {"quantity": 1000, "price": row.amount, "planned": row.amount, "source": row.source}
        if row.line_id not in first:
            first.add(row.line_id)
            as_before = (line["quantity"] * line["price"] + 500) // 1000 == row.amount
            values = {"source": row.source} if as_before else as_price
            connection.execute(sa.update(lines).where(lines.c.id == row.line_id).values(**values))
            continue
        copied = {name: value for name, value in line.items() if name != "id"}
        code = f"{line['code'][:9]}/{row.id}"
        new = connection.execute(sa.insert(lines).values({**copied, **as_price, "code": code})).inserted_primary_key[0]
        of_source = sa.and_(spent.c.budget_line_id == row.line_id, spent.c.source == row.source)
        connection.execute(sa.update(spent).where(of_source).values(budget_line_id=new))
    connection.execute(sa.update(lines).where(lines.c.source.is_(None)).values(source="grant"))
