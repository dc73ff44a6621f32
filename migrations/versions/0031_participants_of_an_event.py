"""an event knows the sum of its counts

`events.participants` is the sum of the event's rows in `attendance_counts`, and nothing where there are none. Triggers
keep it, so that lists and sums of a year read events alone. A later migration that rebuilds `attendance_counts` on
SQLite takes the triggers away first and makes them again.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# Of each change, the sides of the row whose events are counted anew.
CHANGES = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
COUNT = (
    "UPDATE events SET participants ="
    " (SELECT sum(count) FROM attendance_counts WHERE attendance_counts.event_id = events.id) WHERE id = {side}.event_id;"
)
# Of two who count one event at once, the second reads what the first wrote.
WAIT = "PERFORM 1 FROM events WHERE id = {side}.event_id FOR UPDATE;"
UNCOUNTED = sa.text("participants IS NULL")
PRESENT = sa.text("archived_at IS NULL")


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(
        "ALTER TABLE events ADD COLUMN participants BIGINT"
        " CONSTRAINT ck_events_participants_not_negative CHECK (participants >= 0)"
    )
    op.execute(
        "UPDATE events SET participants ="
        " (SELECT sum(count) FROM attendance_counts WHERE attendance_counts.event_id = events.id)"
    )
    for change, sides in CHANGES.items():
        trigger = f"attendance_counts_{change.lower()}"
        counts = " ".join(COUNT.format(side=side) for side in sides)
        if postgresql:
            waits = " ".join(WAIT.format(side=side) for side in sides)
            op.execute(
                f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN {waits} {counts} RETURN NULL; END $$"
            )
            op.execute(
                f"CREATE TRIGGER {trigger} AFTER {change} ON attendance_counts"
                f" FOR EACH ROW EXECUTE FUNCTION {trigger}()"
            )
        else:
            op.execute(f"CREATE TRIGGER {trigger} AFTER {change} ON attendance_counts BEGIN {counts} END")
    op.create_index(
        "ix_events_uncounted", "events", ["starts_on"], sqlite_where=UNCOUNTED, postgresql_where=UNCOUNTED
    )
    op.create_index(
        "ix_events_participants",
        "events",
        ["status", "starts_on", "is_summary", "ends_before", "branch_id", "participants"],
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.drop_index("ix_events_participants", table_name="events")
    op.drop_index("ix_events_uncounted", table_name="events")
    for change in CHANGES:
        trigger = f"attendance_counts_{change.lower()}"
        op.execute(f"DROP TRIGGER {trigger} ON attendance_counts" if postgresql else f"DROP TRIGGER {trigger}")
        if postgresql:
            op.execute(f"DROP FUNCTION {trigger}()")
    op.execute("ALTER TABLE events DROP COLUMN participants")
