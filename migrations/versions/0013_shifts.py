"""shifts of a series; tasks, checklists and comments of opportunities

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# The records that rows of these tables could belong to before; how many a row names; the constraint that says so.
FORMER = {
    "comments": (
        ("contact", "application", "event", "partnership", "volunteer", "donation"),
        "= 1",
        "exactly_one_subject",
    ),
    "checklists": (
        ("contact", "application", "event", "partnership", "volunteer", "donation"),
        "= 1",
        "exactly_one_record",
    ),
    "tasks": (
        ("contact", "application", "event", "partnership", "volunteer", "donation"),
        "<= 1",
        "at_most_one_record",
    ),
}
ONCE = "uq_checklists_once_for_opportunity"


def arc(kinds, how_many):
    """Return the condition on how many of the keys a row has."""
    return " + ".join(f"(CASE WHEN {kind}_id IS NULL THEN 0 ELSE 1 END)" for kind in kinds) + f" {how_many}"


def rebuild(table, change, columns):
    """Make a table of SQLite anew with a changed definition, which its rows, indexes and other constraints survive."""
    connection = op.get_bind()
    words = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :table AND type = :type AND sql IS NOT NULL")
    (former,) = connection.execute(words, {"table": table, "type": "table"}).scalars()
    indexes = list(connection.execute(words, {"table": table, "type": "index"}).scalars())
    definition = change(former)
    if definition == former:
        raise RuntimeError(f"The definition of {table} is not as expected")
    head = definition.index("(")
    connection.exec_driver_sql(f"CREATE TABLE new_{table} {definition[head:]}")
    names = ", ".join(columns)
    connection.exec_driver_sql(f"INSERT INTO new_{table} ({names}) SELECT {names} FROM {table}")
    connection.exec_driver_sql(f"DROP TABLE {table}")
    connection.exec_driver_sql(f"ALTER TABLE new_{table} RENAME TO {table}")
    for index in indexes:
        if "opportunity_id" not in index:
            connection.exec_driver_sql(index)


def pieces(table):
    """Return what a definition gains: the column, and the constraints after it."""
    key = f"fk_{table}_opportunity_id_opportunities"
    added = [f"CONSTRAINT {key} FOREIGN KEY(opportunity_id) REFERENCES opportunities (id) ON DELETE CASCADE"]
    if table == "checklists":
        added.append(f"CONSTRAINT {ONCE} UNIQUE (opportunity_id, template_id, trigger_on)")
    return "opportunity_id INTEGER", added


def column_names(table):
    """Return the columns that a table has now, without the new one."""
    names = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
    return [f'"{name}"' for name in names if name != "opportunity_id"]


def upgrade() -> None:
    op.add_column("shifts", sa.Column("series", sa.String(length=32), server_default="", nullable=False))
    op.create_index(op.f("ix_shifts_series"), "shifts", ["series"], unique=False)
    for table, (kinds, how_many, name) in FORMER.items():
        before, after = arc(kinds, how_many), arc((*kinds, "opportunity"), how_many)
        if op.get_bind().dialect.name == "sqlite":
            column, constraints = pieces(table)

            def change(text, before=before, after=after, column=column, constraints=constraints):
                text = text.replace(before, after)
                first = text.index("CONSTRAINT")
                body = text[:first] + f"{column}, \n\t" + text[first:]
                return body[: body.rindex(")")] + ", \n\t" + ", \n\t".join(constraints) + "\n)"

            rebuild(table, change, column_names(table))
        else:
            op.add_column(table, sa.Column("opportunity_id", sa.Integer(), nullable=True))
            key = op.f(f"fk_{table}_opportunity_id_opportunities")
            op.create_foreign_key(key, table, "opportunities", ["opportunity_id"], ["id"], ondelete="CASCADE")
            op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
            op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, after)
            if table == "checklists":
                op.create_unique_constraint(ONCE, table, ["opportunity_id", "template_id", "trigger_on"])
    op.create_index(op.f("ix_comments_opportunity_id"), "comments", ["opportunity_id"], unique=False)
    op.create_index("ix_tasks_opportunity_id_state", "tasks", ["opportunity_id", "state"], unique=False)


def downgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(
        "UPDATE tasks SET checklist_id = NULL WHERE checklist_id IN "
        "(SELECT id FROM checklists WHERE opportunity_id IS NOT NULL)"
    )
    for table in ("comments", "checklists"):
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE opportunity_id IS NOT NULL")
    op.drop_index("ix_tasks_opportunity_id_state", table_name="tasks")
    op.drop_index(op.f("ix_comments_opportunity_id"), table_name="comments")
    for table, (kinds, how_many, name) in FORMER.items():
        before, after = arc((*kinds, "opportunity"), how_many), arc(kinds, how_many)
        if connection.dialect.name == "sqlite":
            column, constraints = pieces(table)

            def change(text, before=before, after=after, column=column, constraints=constraints):
                text = text.replace(before, after).replace(f"{column}, \n\t", "")
                for constraint in constraints:
                    text = text.replace(f", \n\t{constraint}", "")
                return text

            rebuild(table, change, column_names(table))
        else:
            if table == "checklists":
                op.drop_constraint(ONCE, table, type_="unique")
            op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
            op.drop_column(table, "opportunity_id")
            op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, after)
    op.drop_index(op.f("ix_shifts_series"), table_name="shifts")
    op.drop_column("shifts", "series")
