"""frozen versions of applications and reports are guarded by the database

Nothing removes a frozen version, and nothing changes it but the erasure of a person: it may replace texts in a row whose
`redactions` it counts up, and says when and what the checksum of the text is since then. The checksum of the version
as it was issued stays. A later migration that rebuilds either table on SQLite takes the triggers away first and makes
them again.

Revision ID: 0028
Revises: 0027
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

# What stays in each table whatever happens; `document` and the words beside it may lose a person's name.
STAYS = {
    "application_versions": ("id", "application_id", "number", "kind", "taken_at", "taken_by_id", "checksum"),
    "report_versions": ("id", "report_id", "number", "as_of", "checksum", "issued_at", "issued_by_id"),
}
REFUSAL = "frozen versions stay as they are"


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    moment = "TIMESTAMP WITH TIME ZONE" if postgresql else "DATETIME"
    for table, columns in STAYS.items():
        check = f"CONSTRAINT ck_{table}_{{}} CHECK (({{}} IS NULL) = (redactions = 0))"
        op.execute(f"ALTER TABLE {table} ADD COLUMN redactions INTEGER DEFAULT 0 NOT NULL")
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN redacted_at {moment} {check.format('redaction_says_when', 'redacted_at')}"
        )
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN redacted_checksum VARCHAR(64)"
            f" {check.format('redaction_says_what_is_left', 'redacted_checksum')}"
        )
        add_triggers(table, columns, postgresql=postgresql)


def add_triggers(table: str, columns: tuple[str, ...], *, postgresql: bool) -> None:
    """Refuse to remove a row, and to change it in any way but a redaction."""
    same = "IS NOT DISTINCT FROM" if postgresql else "IS"
    is_redaction = " AND ".join(
        ["NEW.redactions = OLD.redactions + 1", *(f"NEW.{name} {same} OLD.{name}" for name in columns)]
    )
    refused = {"UPDATE": f"NOT ({is_redaction})", "DELETE": None}
    for event, condition in refused.items():
        trigger = f"{table}_frozen_{event.lower()}"
        when = f" WHEN ({condition})" if condition else ""
        if postgresql:
            op.execute(
                f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION"
                f" '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            op.execute(
                f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH ROW{when} EXECUTE FUNCTION {trigger}()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {trigger} BEFORE {event} ON {table}{when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in STAYS:
        for event in ("update", "delete"):
            trigger = f"{table}_frozen_{event}"
            op.execute(f"DROP TRIGGER {trigger} ON {table}" if postgresql else f"DROP TRIGGER {trigger}")
            if postgresql:
                op.execute(f"DROP FUNCTION {trigger}()")
        for column in ("redacted_checksum", "redacted_at", "redactions"):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
