"""more of calls, profiles of funders, criteria and assessments of go or no-go

Revision ID: 0016
Revises: 0015
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CURRENCIES = ("UAH", "EUR", "USD", "GBP", "PLN", "CHF", "CZK", "SEK", "NOK", "DKK")
SUBJECTS = "exactly_one_subject"
CALL_CHECKS = {
    "indirect_is_percent": "indirect_percent IS NULL OR indirect_percent BETWEEN 0 AND 100",
    "letter_before_deadline": "loi_due_on IS NULL OR ((opens_on IS NULL OR loi_due_on >= opens_on)"
    " AND (deadline_on IS NULL OR loi_due_on <= deadline_on))",
    "questions_before_deadline": "questions_until IS NULL OR ((opens_on IS NULL OR questions_until >= opens_on)"
    " AND (deadline_on IS NULL OR questions_until <= deadline_on))",
    "decision_after_deadline": "decision_on IS NULL OR deadline_on IS NULL OR decision_on >= deadline_on",
    "not_copied_from_itself": "copied_from_id IS NULL OR copied_from_id <> id",
}
CALL_COLUMNS = (
    "questions_until",
    "loi_due_on",
    "deadline_note",
    "indirect_percent",
    "eligible_costs",
    "ineligible_costs",
    "languages",
    "copied_from_id",
    "list_key",
)
# name_uk, name_en, hint_uk, hint_en, weight
CRITERIA = (
    (
        "Відповідність нашим цілям",
        "Fit with our goals",
        "0 – не наша тема; 5 – саме те, що ми й так плануємо",
        "0 – not our subject; 5 – exactly what we plan to do anyway",
        9,
    ),
    (
        "Право на участь",
        "Eligibility",
        "0 – нам не можна й через партнера; 3 – через партнера; 5 – подаємо самі",
        "0 – we may not, even through a partner; 3 – through a partner; 5 – we apply ourselves",
        10,
    ),
    (
        "Спроможність виконати",
        "Capacity to deliver",
        "0 – нікому робити; 5 – є команда, простір і досвід",
        "0 – nobody to do it; 5 – the team, the space and the experience are here",
        8,
    ),
    (
        "Наявне співфінансування",
        "Match available",
        "0 – потрібних коштів немає; 5 – кошти є або їх не вимагають",
        "0 – the money is not there; 5 – it is, or none is asked for",
        6,
    ),
    (
        "Посильність підготовки",
        "Effort to prepare",
        "0 – багато тижнів роботи; 5 – кілька годин, тексти вже є",
        "0 – many weeks of work; 5 – a few hours, the texts exist",
        5,
    ),
    (
        "Достатньо часу до терміну",
        "Time before the deadline",
        "0 – не встигнемо; 5 – часу вдосталь",
        "0 – we cannot make it; 5 – plenty of time",
        6,
    ),
)


def _choice(name, *values, length=32):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=length)


def _one_of(columns):
    """Return the condition that exactly one of the columns is filled in."""
    return " + ".join(f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in columns) + " = 1"


def _subjects():
    """Return the columns among which a file has its one record, whichever there are by now."""
    (text,) = (
        item["sqltext"]
        for item in sa.inspect(op.get_bind()).get_check_constraints("attachments")
        if item["name"] == f"ck_attachments_{SUBJECTS}"
    )
    return list(dict.fromkeys(re.findall(r"(\w+_id) IS NULL", text)))


def upgrade() -> None:
    # A decision before the deadline was possible; the day moves into the words, so that nothing is lost.
    op.execute(
        "UPDATE calls SET eligibility = eligibility || ' (рішення: ' || CAST(decision_on AS VARCHAR(10)) || ')',"
        " decision_on = NULL WHERE decision_on < deadline_on"
    )
    with op.batch_alter_table("calls") as batch:
        batch.add_column(sa.Column("questions_until", sa.Date(), nullable=True))
        batch.add_column(sa.Column("loi_due_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("deadline_note", sa.String(length=120), server_default="", nullable=False))
        batch.add_column(sa.Column("indirect_percent", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("eligible_costs", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("ineligible_costs", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("languages", sa.String(length=120), server_default="", nullable=False))
        batch.add_column(sa.Column("copied_from_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("list_key", sa.String(length=60), nullable=True))
        batch.create_foreign_key(
            op.f("fk_calls_copied_from_id_calls"), "calls", ["copied_from_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_unique_constraint(op.f("uq_calls_list_key"), ["list_key"])
        for name, condition in CALL_CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_calls_{name}"), condition)
    op.create_index(op.f("ix_calls_copied_from_id"), "calls", ["copied_from_id"])
    for table, column in (
        ("call_cofinancing", _choice("kind", "own", "partner", "in_kind", "volunteers")),
        (
            "call_applicants",
            _choice("kind", "budget_institution", "ngo", "consortium", "business", "individual", "through_partner"),
        ),
    ):
        op.create_table(
            table,
            sa.Column("call_id", sa.Integer(), nullable=False),
            sa.Column("kind", column, nullable=False),
            sa.ForeignKeyConstraint(
                ["call_id"], ["calls.id"], name=op.f(f"fk_{table}_call_id_calls"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("call_id", "kind", name=op.f(f"pk_{table}")),
        )

    subjects = _subjects()
    with op.batch_alter_table("attachments") as batch:
        batch.drop_constraint(op.f(f"ck_attachments_{SUBJECTS}"), type_="check")
        batch.add_column(sa.Column("call_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_attachments_call_id_calls"), "calls", ["call_id"], ["id"], ondelete="CASCADE"
        )
        batch.create_check_constraint(op.f(f"ck_attachments_{SUBJECTS}"), _one_of([*subjects, "call_id"]))
    op.create_index(op.f("ix_attachments_call_id"), "attachments", ["call_id"])

    op.create_index(
        "ix_contacts_public_funder",
        "contacts",
        ["id"],
        sqlite_where=sa.text("is_public_funder = 1"),
        postgresql_where=sa.text("is_public_funder"),
    )
    op.create_table(
        "funder_profiles",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("interests", sa.Text(), nullable=False),
        sa.Column("min_amount", sa.BigInteger(), nullable=True),
        sa.Column("max_amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", _choice("currency", *CURRENCIES, length=3), nullable=False),
        sa.Column("languages", sa.String(length=120), nullable=False),
        sa.Column("reporting_rules", sa.Text(), nullable=False),
        sa.Column("partner_note", sa.Text(), nullable=False),
        sa.Column("list_key", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "max_amount IS NULL OR min_amount IS NULL OR max_amount >= min_amount",
            name=op.f("ck_funder_profiles_amounts_in_order"),
        ),
        sa.CheckConstraint(
            "min_amount IS NULL OR min_amount >= 0", name=op.f("ck_funder_profiles_min_amount_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_funder_profiles_contact_id_contacts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funder_profiles")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_funder_profiles_contact_id")),
        sa.UniqueConstraint("list_key", name=op.f("uq_funder_profiles_list_key")),
    )

    criteria = op.create_table(
        "go_criteria",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name_uk", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("hint_uk", sa.String(length=300), nullable=False),
        sa.Column("hint_en", sa.String(length=300), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(name_uk) > 0", name=op.f("ck_go_criteria_name_not_empty")),
        sa.CheckConstraint("weight BETWEEN 0 AND 10", name=op.f("ck_go_criteria_weight_in_bounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_go_criteria")),
    )
    for place, (name_uk, name_en, hint_uk, hint_en, weight) in enumerate(CRITERIA, start=1):
        op.execute(
            criteria.insert().values(
                name_uk=name_uk,
                name_en=name_en,
                hint_uk=hint_uk,
                hint_en=hint_en,
                weight=weight,
                position=place,
                created_at=sa.func.current_timestamp(),
                updated_at=sa.func.current_timestamp(),
                version=1,
            )
        )

    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("chance", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("value_base", sa.BigInteger(), nullable=False),
        sa.Column("hourly_base", sa.BigInteger(), nullable=False),
        sa.Column("decision", _choice("decision", "go", "no_go", "undecided"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("base_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", _choice("currency", *CURRENCIES, length=3), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("rate_date", sa.Date(), nullable=False),
        sa.Column("rate_source", _choice("rate_source", "manual", "nbu", "bank", "same_currency"), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_assessments_amount_not_negative")),
        sa.CheckConstraint("base_amount >= 0", name=op.f("ck_assessments_base_amount_not_negative")),
        sa.CheckConstraint("value_base >= 0", name=op.f("ck_assessments_value_base_not_negative")),
        sa.CheckConstraint("hourly_base >= 0", name=op.f("ck_assessments_hourly_base_not_negative")),
        sa.CheckConstraint("rate > 0", name=op.f("ck_assessments_rate_positive")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_assessments_score_is_percent")),
        sa.CheckConstraint("chance BETWEEN 0 AND 100", name=op.f("ck_assessments_chance_is_percent")),
        sa.CheckConstraint("hours BETWEEN 1 AND 10000", name=op.f("ck_assessments_hours_in_bounds")),
        sa.CheckConstraint(
            "decision = 'undecided' OR length(reason) > 0", name=op.f("ck_assessments_decision_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_assessments_call_id_calls"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_assessments_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    op.create_index(op.f("ix_assessments_call_id"), "assessments", ["call_id"])
    op.create_index(op.f("ix_assessments_by_id"), "assessments", ["by_id"])
    op.create_table(
        "assessment_scores",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 5", name=op.f("ck_assessment_scores_score_in_bounds")),
        sa.CheckConstraint("weight BETWEEN 0 AND 10", name=op.f("ck_assessment_scores_weight_in_bounds")),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments.id"],
            name=op.f("fk_assessment_scores_assessment_id_assessments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["go_criteria.id"], name=op.f("fk_assessment_scores_criterion_id_go_criteria")
        ),
        sa.PrimaryKeyConstraint("assessment_id", "criterion_id", name=op.f("pk_assessment_scores")),
    )
    op.create_index(op.f("ix_assessment_scores_criterion_id"), "assessment_scores", ["criterion_id"])


def downgrade() -> None:
    for table in ("assessment_scores", "assessments", "go_criteria", "funder_profiles"):
        op.drop_table(table)
    op.drop_index("ix_contacts_public_funder", "contacts")

    # The files of a call go to its funder, so that none is lost.
    op.execute(
        "UPDATE attachments SET contact_id = (SELECT funder_id FROM calls WHERE calls.id = attachments.call_id),"
        " call_id = NULL WHERE call_id IS NOT NULL"
    )
    subjects = [name for name in _subjects() if name != "call_id"]
    op.drop_index(op.f("ix_attachments_call_id"), "attachments")
    with op.batch_alter_table("attachments") as batch:
        batch.drop_constraint(op.f(f"ck_attachments_{SUBJECTS}"), type_="check")
        batch.drop_constraint(op.f("fk_attachments_call_id_calls"), type_="foreignkey")
        batch.drop_column("call_id")
        batch.create_check_constraint(op.f(f"ck_attachments_{SUBJECTS}"), _one_of(subjects))

    op.drop_table("call_applicants")
    op.drop_table("call_cofinancing")
    op.drop_index(op.f("ix_calls_copied_from_id"), "calls")
    with op.batch_alter_table("calls") as batch:
        for name in CALL_CHECKS:
            batch.drop_constraint(op.f(f"ck_calls_{name}"), type_="check")
        batch.drop_constraint(op.f("uq_calls_list_key"), type_="unique")
        batch.drop_constraint(op.f("fk_calls_copied_from_id_calls"), type_="foreignkey")
        for name in CALL_COLUMNS:
            batch.drop_column(name)
