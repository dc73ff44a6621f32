"""what is found by г is found by ґ, and the other way round

Many write Г for Ґ, so both the texts that are searched and what is typed write ґ as г now (`app.domain.text.loose_text`).
The indexes of words follow the entries by themselves.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

from app.domain.text import latin_text, search_text

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

PORTION = 10_000
LONGEST_TEXT = 500
ENTRIES = sa.table("search_entries", sa.column("id", sa.Integer), sa.column("search_text", sa.Text))
VALUES = sa.table(
    "custom_values", sa.column("id", sa.Integer), sa.column("text_value", sa.Text), sa.column("text_key", sa.String)
)


def upgrade() -> None:
    for table, column in ((ENTRIES, ENTRIES.c.search_text), (VALUES, VALUES.c.text_key)):
        op.execute(
            sa.update(table).where(column.contains("ґ")).values({column.name: sa.func.replace(column, "ґ", "г")})
        )


def downgrade() -> None:
    connection = op.get_bind()
    latin = sa.and_(ENTRIES.c.search_text.contains("г"), ENTRIES.c.search_text.contains("g"))
    last = 0
    while rows := connection.execute(
        sa.select(ENTRIES).where(ENTRIES.c.id > last, latin).order_by(ENTRIES.c.id).limit(PORTION)
    ).all():
        last = rows[-1].id
        texts = [(row.id, row.search_text, as_written(row.search_text)) for row in rows]
        rewrite(ENTRIES, "search_text", [(key, text) for key, before, text in texts if text != before])
    either = sa.or_(VALUES.c.text_value.contains("ґ"), VALUES.c.text_value.contains("Ґ"))
    rows = connection.execute(sa.select(VALUES.c.id, VALUES.c.text_value).where(either)).all()
    rewrite(VALUES, "text_key", [(row.id, search_text(row.text_value)[:LONGEST_TEXT]) for row in rows])


def rewrite(table, column, texts):
    """Write texts to a column of the rows with the ids."""
    if texts:
        change = sa.update(table).where(table.c.id == sa.bindparam("key")).values({column: sa.bindparam("text")})
        op.get_bind().execute(change, [{"key": key, "text": text} for key, text in texts])


def as_written(text):
    """Return the words of an entry with the ґ that they had, which their Latin half tells: г is h there, ґ is g."""
    words = text.split()
    half = len(words) // 2
    if len(words) % 2:
        return text
    return " ".join([*map(letters_of, words[:half], words[half:]), *words[half:]])


def letters_of(word, latin):
    """Return a word with ґ instead of those г that its Latin form writes as g."""
    written = ""
    for letter in word:
        is_other = letter == "г" and not latin.startswith(latin_text(f"{written}г"))
        written += "ґ" if is_other else letter
    return written if latin_text(written) == latin else word
