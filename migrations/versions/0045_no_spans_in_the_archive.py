"""partnerships in the archive count nowhere and have no days on which they are active

Revision ID: 0045
Revises: 0044
"""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from app.domain.agreements import Terms
from app.domain.partner_growth import Spell, spell_of_activity, stretches

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

PORTION = 5_000
SPANS = sa.table(
    "partner_spans",
    *(sa.column(name, sa.Integer) for name in ("partnership_id", "branch_id")),
    *(sa.column(name, sa.Date) for name in ("first_day", "last_day", "since")),
)
PARTNERSHIPS = sa.table(
    "partnerships", *(sa.column(name, sa.Integer) for name in ("id", "branch_id", "archived_at"))
)
ARCHIVED = sa.select(PARTNERSHIPS.c.id).where(PARTNERSHIPS.c.archived_at.is_not(None))
NAMED = sa.select(PARTNERSHIPS.c.id, PARTNERSHIPS.c.branch_id).where(
    PARTNERSHIPS.c.archived_at.is_not(None), PARTNERSHIPS.c.branch_id.is_not(None)
)
PAPERS = sa.text(
    "SELECT agreements.partnership_id, valid_from, valid_until, terminated_on FROM partnerships"
    " JOIN agreements ON agreements.partnership_id = partnerships.id"
    " WHERE partnerships.archived_at IS NOT NULL AND agreements.archived_at IS NULL"
    " AND agreements.kind IN ('memorandum', 'cooperation')"
).columns(valid_from=sa.Date, valid_until=sa.Date, terminated_on=sa.Date)
JOINT = sa.text(
    "SELECT partnerships.id, events.branch_id, events.starts_on AS day FROM partnerships"
    " JOIN event_partners ON event_partners.organisation_id = partnerships.organisation_id"
    " JOIN events ON events.id = event_partners.event_id"
    " WHERE partnerships.archived_at IS NOT NULL AND events.status = 'held' AND events.archived_at IS NULL"
    " UNION ALL SELECT partnerships.id, NULL, applications.submitted_on FROM partnerships"
    " JOIN application_partners ON application_partners.organisation_id = partnerships.organisation_id"
    " JOIN applications ON applications.id = application_partners.application_id"
    " WHERE partnerships.archived_at IS NOT NULL"
    " AND applications.submitted_on IS NOT NULL AND applications.archived_at IS NULL"
).columns(day=sa.Date)


def upgrade() -> None:
    op.execute(sa.delete(SPANS).where(SPANS.c.partnership_id.in_(ARCHIVED)))


def downgrade() -> None:
    rows = list(reckoned(op.get_bind()))
    for place in range(0, len(rows), PORTION):
        op.bulk_insert(SPANS, rows[place : place + PORTION])


def reckoned(connection):
    """Yield the stretches of every archived partnership, in the whole system and in each branch."""
    spells = defaultdict(list)
    for partnership, begins, ends, ended in connection.execute(PAPERS):
        terms = Terms(begins, ends, terminated_on=ended)
        if terms.has_dates:
            spells[partnership, None].append(Spell(begins, terms.last_day))
    for partnership, branch, day in connection.execute(JOINT):
        spell = spell_of_activity(day)
        for place in {None, branch}:
            spells[partnership, place].append(spell)
    for partnership, branch in connection.execute(NAMED):
        if (partnership, None) in spells:
            spells[partnership, branch] = spells[partnership, None]
    for (partnership, branch), found in spells.items():
        together = stretches(found)
        for first, last in together:
            yield {
                "partnership_id": partnership,
                "branch_id": branch,
                "first_day": first,
                "last_day": last,
                "since": together[0][0],
            }
