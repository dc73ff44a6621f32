"""duplicates and merges

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

RULES = (
    "name",
    "similar_name",
    "email",
    "phone",
    "edrpou",
    "birth_date",
    "edrpou_conflict",
    "birth_date_conflict",
)
STANDING = sa.text("undone_at IS NULL")


def _enum(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    columns = []
    for rule in RULES:
        columns.append(sa.Column(f"{rule}_points", sa.Integer(), nullable=False))
        columns.append(sa.Column(f"{rule}_on", sa.Boolean(), nullable=False))
    op.create_table(
        "match_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        sa.Column("possible", sa.Integer(), nullable=False),
        sa.Column("likely", sa.Integer(), nullable=False),
        sa.Column("certain", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_match_rules_single_row")),
        sa.CheckConstraint(
            "possible >= 1 AND possible <= likely AND likely <= certain", name=op.f("ck_match_rules_thresholds_in_order")
        ),
        sa.CheckConstraint("certain <= 100", name=op.f("ck_match_rules_thresholds_within_hundred")),
        *(
            sa.CheckConstraint(f"{rule}_points BETWEEN 0 AND 100", name=op.f(f"ck_match_rules_{rule}_points_sane"))
            for rule in RULES
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_rules")),
    )
    op.create_table(
        "duplicate_pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("kind", "person", "organisation"), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column(
            "strength", _enum("strength", "certain", "likely", "possible"), nullable=False
        ),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("status", _enum("status", "open", "dismissed", "merged"), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_duplicate_pairs_ordered")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_duplicate_pairs_score_sane")),
        sa.CheckConstraint(
            "(status = 'open') = (decided_at IS NULL)", name=op.f("ck_duplicate_pairs_decided_pairs_say_when")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_duplicate_pairs_decided_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["contacts.id"], name=op.f("fk_duplicate_pairs_first_id_contacts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["contacts.id"], name=op.f("fk_duplicate_pairs_second_id_contacts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_pairs")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_duplicate_pairs_first_id_second_id")),
    )
    op.create_index("ix_duplicate_pairs_status_score_id", "duplicate_pairs", ["status", "score", "id"])
    op.create_index(op.f("ix_duplicate_pairs_second_id"), "duplicate_pairs", ["second_id"])
    op.create_index(op.f("ix_duplicate_pairs_decided_by_id"), "duplicate_pairs", ["decided_by_id"])
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survivor_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("other_name", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("survivor_id <> other_id", name=op.f("ck_merges_two_contacts")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_merges_by_id_users")),
        sa.ForeignKeyConstraint(
            ["other_id"], ["contacts.id"], name=op.f("fk_merges_other_id_contacts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["survivor_id"], ["contacts.id"], name=op.f("fk_merges_survivor_id_contacts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["undone_by_id"], ["users.id"], name=op.f("fk_merges_undone_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index(
        "uq_merges_other_id_standing",
        "merges",
        ["other_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_index("ix_merges_at_id", "merges", ["at", "id"])
    for column in ("survivor_id", "other_id", "by_id", "undone_by_id"):
        op.create_index(op.f(f"ix_merges_{column}"), "merges", [column])
    op.create_table(
        "merge_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("action", _enum("action", "moved", "removed", "changed"), nullable=False),
        sa.Column("table_name", sa.String(length=64), nullable=False),
        sa.Column("column_name", sa.String(length=64), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["merges.id"], name=op.f("fk_merge_moves_merge_id_merges"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_moves")),
    )
    op.create_index(op.f("ix_merge_moves_merge_id"), "merge_moves", ["merge_id"])


def downgrade() -> None:
    op.drop_table("merge_moves")
    op.drop_table("merges")
    op.drop_table("duplicate_pairs")
    op.drop_table("match_rules")
