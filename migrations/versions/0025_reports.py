"""reports of grants with blocks, templates of funders, approvals and frozen versions

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

CURRENCIES = ("UAH", "EUR", "USD", "GBP", "PLN", "CHF", "CZK", "SEK", "NOK", "DKK")
RULES = ("award", "receipts", "day", "average")
SECTIONS = (
    "summary",
    "objectives",
    "activities_text",
    "results_text",
    "beneficiaries_text",
    "partners_text",
    "communication",
    "difficulties",
    "sustainability",
    "finance_text",
)
KINDS = (
    "cover",
    "narrative",
    "figures",
    "activities",
    "indicators",
    "participants",
    "partners",
    "finance",
    "disbursements",
    "documents",
    "annexes",
    "publications",
    "photos",
    "declaration",
    "signatures",
)
# The generic report as it was printed before reports had blocks: kind, section of its text, required, continues.
GENERIC = (
    ("cover", None, False, False),
    ("figures", "summary", True, False),
    ("narrative", "objectives", True, False),
    ("activities", "activities_text", False, False),
    ("indicators", "results_text", False, False),
    ("participants", "beneficiaries_text", False, False),
    ("partners", "partners_text", False, False),
    ("narrative", "communication", False, False),
    ("narrative", "difficulties", False, False),
    ("narrative", "sustainability", False, False),
    ("finance", "finance_text", False, False),
    ("disbursements", None, False, True),
    ("documents", None, False, False),
    ("annexes", None, False, False),
    ("publications", None, False, True),
    ("photos", None, False, True),
    ("signatures", None, False, False),
)


def _choice(name, *values, length=32):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=length)


def _moment(name, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _check(table, name, condition):
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _key(table, column, target, ondelete=None):
    name = op.f(f"fk_{table}_{column}_{target.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=ondelete)


def upgrade() -> None:
    _pictures_and_templates()
    reports = _reports()
    blocks = _blocks()
    _approvals_and_versions()
    _bring_over(reports, blocks)
    op.drop_index(op.f("ix_applications_report_final_by_id"), "applications")
    with op.batch_alter_table("applications") as batch:
        batch.drop_constraint(op.f("fk_applications_report_final_by_id_users"), type_="foreignkey")
        batch.drop_column("report_final_by_id")
        batch.drop_column("report_final_at")


def _pictures_and_templates() -> None:
    op.create_table(
        "report_pictures",
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        _check("report_pictures", "checksum_whole", "length(checksum) = 64"),
        sa.PrimaryKeyConstraint("checksum", name=op.f("pk_report_pictures")),
    )
    table = "report_templates"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("funder_id", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("currency", _choice("currency", *CURRENCIES, length=3), nullable=True),
        sa.Column("rate_rule", _choice("rate_rule", *RULES), nullable=True),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("disclaimer", sa.Text(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("archived_at", nullable=True),
        _check(table, "locale_known", "locale IN ('uk', 'en')"),
        _check(table, "name_not_empty", "length(name) > 0"),
        _check(table, "currency_has_rule", "(currency IS NULL) = (rate_rule IS NULL)"),
        _key(table, "funder_id", "contacts.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_funder_id"), table, ["funder_id"])
    table = "report_template_logos"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        _key(table, "template_id", "report_templates.id", "CASCADE"),
        _key(table, "checksum", "report_pictures.checksum"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_template_id"), table, ["template_id"])
    op.create_index(op.f(f"ix_{table}_checksum"), table, ["checksum"])


def _reports() -> sa.Table:
    table = "grant_reports"
    made = op.create_table(
        table,
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=True),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            _choice("kind", "letter_of_intent", "application", "interim_report", "final_report"),
            nullable=False,
        ),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("covers_from", sa.Date(), nullable=True),
        sa.Column("covers_until", sa.Date(), nullable=True),
        sa.Column("currency", _choice("currency", *CURRENCIES, length=3), nullable=True),
        sa.Column("rate_rule", _choice("rate_rule", *RULES), nullable=True),
        sa.Column("state", _choice("state", "draft", "in_approval", "approved", "final"), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("pending", sa.Text(), nullable=True),
        _moment("pending_at", nullable=True),
        _moment("final_at", nullable=True),
        sa.Column("final_by_id", sa.Integer(), nullable=True),
        _moment("created_at"),
        _moment("updated_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        _check(table, "locale_known", "locale IN ('uk', 'en')"),
        _check(table, "kind_is_report", "kind IN ('interim_report', 'final_report')"),
        _check(table, "covers_both_ends", "(covers_from IS NULL) = (covers_until IS NULL)"),
        _check(table, "covers_in_order", "covers_from IS NULL OR covers_until >= covers_from"),
        _check(table, "currency_has_rule", "(currency IS NULL) = (rate_rule IS NULL)"),
        _check(table, "pending_says_when", "(pending IS NULL) = (pending_at IS NULL)"),
        _check(table, "approval_of_a_copy", "state IN ('draft', 'final') OR pending IS NOT NULL"),
        _check(table, "final_says_when", "state <> 'final' OR final_at IS NOT NULL"),
        _key(table, "application_id", "applications.id", "CASCADE"),
        _key(table, "deliverable_id", "deliverables.id", "SET NULL"),
        _key(table, "template_id", "report_templates.id", "SET NULL"),
        _key(table, "final_by_id", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_application_id_kind_locale", table, ["application_id", "kind", "locale"])
    for column in ("deliverable_id", "template_id", "final_by_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    return made


def _blocks() -> sa.Table:
    table = "report_blocks"
    made = op.create_table(
        table,
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", _choice("kind", *KINDS), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("continues", sa.Boolean(), nullable=False),
        sa.Column("section", _choice("section", *SECTIONS), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_limit", sa.Integer(), nullable=True),
        sa.Column("limit_unit", _choice("limit_unit", "words", "characters", "characters_without_spaces"), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("hide_when_empty", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.JSON(), nullable=False),
        _moment("removed_at", nullable=True),
        _moment("created_at"),
        _moment("updated_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        _check(table, "of_report_or_template", "(report_id IS NULL) <> (template_id IS NULL)"),
        _check(table, "limit_positive", "text_limit IS NULL OR text_limit > 0"),
        _check(table, "position_not_negative", "position >= 0"),
        _key(table, "report_id", "grant_reports.id", "CASCADE"),
        _key(table, "template_id", "report_templates.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_report_id"), table, ["report_id"])
    op.create_index(op.f(f"ix_{table}_template_id"), table, ["template_id"])
    return made


def _approvals_and_versions() -> None:
    table = "report_approvals"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("office", _choice("office", "director", "accountant"), nullable=False),
        sa.Column("decision", _choice("decision", "approved", "returned"), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        _moment("at"),
        sa.Column("by_id", sa.Integer(), nullable=True),
        _check(table, "return_has_note", "decision <> 'returned' OR length(note) > 0"),
        _key(table, "report_id", "grant_reports.id", "CASCADE"),
        _key(table, "by_id", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("report_id", "round", "office", name=op.f(f"uq_{table}_report_id_round_office")),
    )
    op.create_index(op.f(f"ix_{table}_by_id"), table, ["by_id"])
    table = "report_versions"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _moment("as_of"),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        _moment("issued_at"),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        _check(table, "number_positive", "number > 0"),
        _check(table, "later_has_reason", "number = 1 OR length(reason) > 0"),
        _check(table, "checksum_whole", "length(checksum) = 64"),
        _key(table, "report_id", "grant_reports.id"),
        _key(table, "issued_by_id", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("report_id", "number", name=op.f(f"uq_{table}_report_id_number")),
    )
    op.create_index(op.f(f"ix_{table}_issued_by_id"), table, ["issued_by_id"])


def _bring_over(reports: sa.Table, blocks: sa.Table) -> None:
    """Make a report of every final mark: in Ukrainian, and in English too where a text was written in it."""
    connection = op.get_bind()
    marked = connection.execute(
        sa.text(
            "SELECT id, report_final_by_id, EXISTS (SELECT 1 FROM narratives WHERE application_id = applications.id"
            " AND locale = 'en') AS english FROM applications WHERE report_final_at IS NOT NULL ORDER BY id"
        )
    ).all()
    number = 0
    source = sa.table("applications", sa.column("id", sa.Integer), sa.column("report_final_at", sa.DateTime(True)))
    for row in marked:
        when = sa.select(source.c.report_final_at).where(source.c.id == row.id).scalar_subquery()
        for locale in ("uk", "en") if row.english else ("uk",):
            number += 1
            connection.execute(
                reports.insert().values(
                    id=number,
                    application_id=row.id,
                    kind="final_report",
                    locale=locale,
                    state="final",
                    round=0,
                    reason="",
                    final_at=when,
                    final_by_id=row.report_final_by_id,
                    created_at=when,
                    updated_at=when,
                    version=1,
                )
            )
            for place, (kind, section, required, continues) in enumerate(GENERIC):
                connection.execute(
                    blocks.insert().values(
                        report_id=number,
                        position=place,
                        kind=kind,
                        heading="",
                        continues=continues,
                        section=section,
                        text="",
                        limit_unit="characters",
                        required=required,
                        hide_when_empty=False,
                        hidden=[],
                        created_at=when,
                        updated_at=when,
                        version=1,
                    )
                )
    if connection.dialect.name == "postgresql" and number:
        connection.execute(sa.text(f"SELECT setval('grant_reports_id_seq', {number})"))


def downgrade() -> None:
    with op.batch_alter_table("applications") as batch:
        batch.add_column(sa.Column("report_final_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("report_final_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_applications_report_final_by_id_users"), "users", ["report_final_by_id"], ["id"]
        )
    op.create_index(op.f("ix_applications_report_final_by_id"), "applications", ["report_final_by_id"])
    newest = (
        "(SELECT {} FROM grant_reports WHERE application_id = applications.id AND state = 'final'"
        " ORDER BY final_at DESC, id DESC LIMIT 1)"
    )
    op.execute(
        f"UPDATE applications SET report_final_at = {newest.format('final_at')},"
        f" report_final_by_id = {newest.format('final_by_id')}"
    )
    for table in (
        "report_versions",
        "report_approvals",
        "report_blocks",
        "grant_reports",
        "report_template_logos",
        "report_templates",
        "report_pictures",
    ):
        op.drop_table(table)
