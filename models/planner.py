"""What the database's planner knows of the tables.

SQLite never counts by itself. Where it knows nothing of a table, it may read a hundred thousand rows, and search the
index of words for each of them, to find the ten that an index gives at once. PostgreSQL counts in the background, but
not before the next statement of a transaction that has just filled a table.
"""

from collections.abc import Callable, Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.base import Base

# From so many new rows on, what the planner knew before is no longer true.
MANY_ROWS = 1_000

# SQLite keeps no number of a table without rows, and then takes it for one of a million.
_KNOWN_AS_EMPTY = sa.text(
    "INSERT INTO sqlite_stat1 (tbl, stat) SELECT :name, '0' WHERE :name NOT IN (SELECT tbl FROM sqlite_stat1)"
)


def refresh_statistics(
    session: Session, tables: Collection[str] = (), *, after_each: Callable[[], object] | None = None
) -> None:
    """Count the rows of tables, and how the values in their indexes differ.

    On PostgreSQL the lock of a counted table is kept until the transaction ends. A table that somebody else counts just
    now is left out: nobody waits for another's import, and two cannot wait for each other. What was left out is
    counted by the server itself soon after, and by the daily work.

    Args:
        tables: their names; all tables when none is named.
        after_each: called after every table, such as `session.commit`, so that nobody has to wait long to write.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    count = "ANALYZE" if is_sqlite else "ANALYZE (SKIP_LOCKED)"
    for name in tables or Base.metadata.tables:
        session.execute(sa.text(f"{count} {name}"))
        if is_sqlite:
            session.execute(_KNOWN_AS_EMPTY, {"name": name})
        if after_each is not None:
            after_each()
    if is_sqlite:
        # The index of words asks its own tables rightly when nothing is known of them, and reads them whole for every
        # word when they are said to be as small as they were once.
        session.execute(sa.text("DELETE FROM sqlite_stat1 WHERE tbl LIKE 'search_fts%'"))
        # Connections that are open read the numbers anew only when there is a change to the tables.
        session.execute(sa.text("CREATE TABLE IF NOT EXISTS planner_knows (id INTEGER)"))
        session.execute(sa.text("DROP TABLE planner_knows"))
