"""What was said: interactions with a contact or about a record, and comments on any record."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.contacts import InteractionKind
from app.formats import short_day
from app.i18n import _, _n
from app.labels import label, tone
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, Source, View
from models.accounts import User
from models.contacts import Contact
from models.interactions import Comment, Interaction, InteractionDetails, interaction_contacts

# How much of an interaction's words a timeline shows; the whole stands on its own page.
SHOWN = 400

ICONS = {
    InteractionKind.MEETING: "people",
    InteractionKind.CALL: "telephone",
    InteractionKind.LETTER: "envelope-paper",
    InteractionKind.EMAIL: "envelope",
    InteractionKind.NOTE: "sticky",
}


def _interactions(rows: Sequence[Any], subject: str, record_id: int, _reader: Reader) -> Iterable[Entry]:
    for row in rows:
        named = "" if subject == "contact" and row.contact_id == record_id else row.display_name
        yield Entry(
            row.occurred_at,
            ICONS[row.kind],
            tone(row.outcome) if row.outcome else "info",
            f"{_kind(row)}: {row.subject}",
            "\n".join(_lines(row, named)),
            row.name or "",
            ("interactions.show", {"interaction_id": row.id}),
        )


def _newest_interactions(view: View) -> Any:
    others = (
        sa.select(sa.func.count())
        .where(interaction_contacts.c.interaction_id == Interaction.id)
        .correlate(Interaction)
        .scalar_subquery()
    )
    return (
        sa.select(
            Interaction.id,
            Interaction.kind,
            Interaction.occurred_at,
            Interaction.subject,
            Interaction.contact_id,
            sa.func.substr(Interaction.body, 1, SHOWN + 1, type_=sa.Text).label("body"),
            User.name,
            Contact.display_name,
            InteractionDetails.direction,
            InteractionDetails.outcome,
            InteractionDetails.outcome_note,
            InteractionDetails.next_step,
            InteractionDetails.next_on,
            others.label("others"),
        )
        .join(Contact, Contact.id == Interaction.contact_id)
        .outerjoin(User, User.id == Interaction.author_id)
        .outerjoin(InteractionDetails, InteractionDetails.id == Interaction.id)
        .where(Interaction.id.in_(_newest_with() if view.subject == "contact" else _newest_about(view.subject)))
        .order_by(Interaction.occurred_at.desc())
        .limit(MOST)
    )


def _newest_with() -> sa.Select[Any]:
    """Return the ids of the newest interactions of a contact: its own, found by key, and those it takes part in."""
    columns = (Interaction.id, Interaction.occurred_at)
    order = Interaction.occurred_at.desc()
    own = sa.select(*columns).where(Interaction.contact_id == RECORD, Interaction.archived_at.is_(None))
    joined = (
        sa.select(*columns)
        .join(interaction_contacts, interaction_contacts.c.interaction_id == Interaction.id)
        .where(interaction_contacts.c.contact_id == RECORD, Interaction.archived_at.is_(None))
    )
    halves = [half.order_by(order).limit(MOST).subquery() for half in (own, joined)]
    both = sa.union(*[sa.select(half.c.id, half.c.occurred_at) for half in halves]).subquery()
    return sa.select(both.c.id)


def _newest_about(subject: str) -> sa.Select[Any]:
    """Return the ids of the interactions that are about an application, an event or a partnership."""
    column = getattr(InteractionDetails, f"{subject}_id")
    about = (
        sa.select(Interaction.id)
        .join(InteractionDetails, InteractionDetails.id == Interaction.id)
        .where(column == RECORD, Interaction.archived_at.is_(None))
        .order_by(Interaction.occurred_at.desc())
        .limit(MOST)
        .subquery()
    )
    return sa.select(about.c.id)


def _kind(row: Any) -> str:
    """Return what happened and, where it is known, which way: «E-mail message, incoming»."""
    return f"{label(row.kind)}, {label(row.direction).lower()}" if row.direction else label(row.kind)


def _lines(row: Any, named: str) -> Iterable[str]:
    """Yield what a timeline tells of an interaction below its title: who, the words, the outcome, the next step."""
    if named:
        yield _("With: %(name)s", name=named)
    if row.others:
        yield _n("And %(num)d more participant", "And %(num)d more participants", row.others)
    if row.body:
        words = "\n".join(line for line in row.body[:SHOWN].splitlines() if line.strip())
        yield words + "…" if len(row.body) > SHOWN else words
    outcome = ". ".join(filter(None, [label(row.outcome) if row.outcome else "", row.outcome_note]))
    if outcome:
        yield _("Outcome: %(what)s", what=outcome)
    if row.next_step:
        day = short_day(row.next_on) if row.next_on else ""
        yield _("Next: %(what)s", what=" – ".join(filter(None, [row.next_step, day])))


def _comments(rows: Sequence[Any], _subject: str, _record_id: int, _reader: Reader) -> Iterable[Entry]:
    for row in rows:
        yield Entry(row.at, "chat-left-text", "accent", _("Comment"), row.body, row.name)


def _newest_comments(view: View) -> Any:
    return (
        sa.select(Comment.at, Comment.body, User.name)
        .join(User, User.id == Comment.author_id)
        .where(getattr(Comment, f"{view.subject}_id") == RECORD)
        .order_by(Comment.at.desc())
        .limit(MOST)
    )


# What passed between the institution and a contact, or was said about another record.
interactions = Source(_newest_interactions, _interactions)
# The remarks on a record.
comments = Source(_newest_comments, _comments)
