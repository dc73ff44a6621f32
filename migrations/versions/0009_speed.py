"""interactions have an index of words of their own

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from app.domain.text import index_text

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

PORTION = 10_000
# The index of words, the view that it is filled from, and which entries it holds.
INDEXES = (
    ('search_fts', 'search_records', "kind <> 'interaction'"),
    ('search_fts_talk', 'search_talk', "kind = 'interaction'"),
)
GIN = "gin (to_tsvector('simple'::regconfig, search_text))"


def upgrade():
    drop_index_of_all()
    add_missing_entries(op.get_bind())
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(f"CREATE INDEX ix_search_entries_words ON search_entries USING {GIN} WHERE kind <> 'interaction'")
        op.execute(f"CREATE INDEX ix_search_entries_talk ON search_entries USING {GIN} WHERE kind = 'interaction'")
        return
    for name, view, condition in INDEXES:
        op.execute(f'CREATE VIEW {view} AS SELECT id, search_text FROM search_entries WHERE {condition}')
        add_words(name, view)
        add_triggers(name, condition)


def downgrade():
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_index('ix_search_entries_talk', table_name='search_entries')
        op.drop_index('ix_search_entries_words', table_name='search_entries')
        op.execute(f'CREATE INDEX ix_search_entries_words ON search_entries USING {GIN}')
        return
    for name, view, _condition in INDEXES:
        for event in ('ai', 'ad', 'au'):
            op.execute(f'DROP TRIGGER {name}_{event}')
        op.execute(f'DROP TABLE {name}')
        op.execute(f'DROP VIEW {view}')
    add_words('search_fts', 'search_entries')
    add_triggers('search_fts', '1', prefix='search_entries')


def drop_index_of_all():
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_index('ix_search_entries_words', table_name='search_entries')
        return
    for event in ('ai', 'ad', 'au'):
        op.execute(f'DROP TRIGGER search_entries_{event}')
    op.execute('DROP TABLE search_fts')


def add_words(name, source):
    """Make an index of words over a table or a view, and fill it."""
    op.execute(
        f"CREATE VIRTUAL TABLE {name} USING fts5(search_text, content='{source}', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0', prefix='2 3')"
    )
    op.execute(f"INSERT INTO {name}({name}) VALUES ('rebuild')")


def add_triggers(name, condition, prefix=None):
    """Keep an index of words in step with the entries that it holds."""
    new, old = (condition.replace('kind', f'{row}.kind') for row in ('new', 'old'))
    add = f'INSERT INTO {name}(rowid, search_text) VALUES (new.id, new.search_text);'
    remove = f"INSERT INTO {name}({name}, rowid, search_text) VALUES ('delete', old.id, old.search_text);"
    for event, when, deed in (
        ('ai', f'AFTER INSERT ON search_entries WHEN {new}', add),
        ('ad', f'AFTER DELETE ON search_entries WHEN {old}', remove),
        ('au', f'AFTER UPDATE OF search_text ON search_entries WHEN {new}', f'{remove} {add}'),
    ):
        op.execute(f'CREATE TRIGGER {prefix or name}_{event} {when} BEGIN {deed} END')


def add_missing_entries(connection):
    """Write what the interactions that nobody can find yet can be found by; of ten million it takes minutes."""
    columns = [sa.column(name) for name in ('kind', 'record_id', 'title', 'note', 'search_text')]
    entries = sa.table('search_entries', *columns)
    interactions = sa.table('interactions', sa.column('id'), sa.column('subject'))
    last = 0
    while True:
        rows = connection.execute(
            sa.select(interactions.c.id, interactions.c.subject)
            .where(interactions.c.id > last)
            .order_by(interactions.c.id)
            .limit(PORTION)
        ).all()
        if not rows:
            return
        between = entries.c.record_id.between(rows[0].id, rows[-1].id)
        known = set(connection.scalars(sa.select(entries.c.record_id).where(entries.c.kind == 'interaction', between)))
        last = rows[-1].id
        missing = [
            {
                'kind': 'interaction',
                'record_id': row.id,
                'title': row.subject,
                'note': '',
                'search_text': index_text(row.subject),
            }
            for row in rows
            if row.id not in known
        ]
        if missing:
            connection.execute(sa.insert(entries), missing)
