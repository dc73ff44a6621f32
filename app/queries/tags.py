"""Questions about tags: with their groups, with the number of contacts, as a filter."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.domain.tags import TagTone
from app.domain.text import search_text, sort_key
from app.i18n import _, _l, locale_code
from app.queries.aliases import second
from app.queries.alphabet import alphabetical
from app.queries.cursors import LARGEST_ID
from app.queries.listing import Filter
from app.queries.narrowing import Linked
from models.contacts import Contact, Tag, TagGroup, contact_tags, tag_group_tags
from models.saved_views import SavedView

KEPT = "tags"


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag with what its group gives it."""

    id: int
    name: str
    group_id: int | None
    group: str
    tone: TagTone
    place: int
    is_exclusive: bool


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def forget_tags(session: Session) -> None:
    """Let the next question read the tags again."""
    session.info.pop(KEPT, None)


def group_name(group: Any) -> str:
    """Return the name of a group in the reader's language."""
    return str((group.name_en or group.name_uk) if locale_code() == "en" else group.name_uk)


def every_tag(session: Session) -> list[TagRow]:
    """Return all tags: by group in the groups' order, then by name; those without a group last.

    Costs one statement in a transaction, however often it is asked.
    """
    found: list[TagRow] | None = session.info.get(KEPT)
    if found is None:
        rows = [_row(tag_id, name, group) for tag_id, name, group in session.execute(_tags_and_groups())]
        found = session.info[KEPT] = sorted(
            rows, key=lambda row: (row.group_id is None, row.place, row.group_id or 0, sort_key(row.name))
        )
    return found


@cache
def _tags_and_groups() -> Any:
    return (
        sa.select(Tag.id, Tag.name, TagGroup)
        .outerjoin(tag_group_tags, tag_group_tags.c.tag_id == Tag.id)
        .outerjoin(TagGroup, TagGroup.id == tag_group_tags.c.group_id)
    )


def _row(tag_id: int, name: str, group: TagGroup | None) -> TagRow:
    if group is None:
        return TagRow(tag_id, name, None, "", TagTone.NEUTRAL, 0, is_exclusive=False)
    return TagRow(tag_id, name, group.id, group_name(group), group.tone, group.position, group.is_exclusive)


def tag_filter(session: Session) -> Filter:
    """Return the filter by tags: any of the chosen tags of one group, and at once those of every other group."""
    tags = {str(tag.id): tag for tag in every_tag(session)}
    asked: dict[str, list[Linked]] = {}

    def linked(value: str) -> list[Linked]:
        if value not in asked:
            groups: dict[int | None, list[int]] = {}
            for part in value.split(","):
                known = tags.get(part)
                groups.setdefault(known.group_id if known else None, []).append(int(part))
            asked[value] = [_with_any(session, group, ids) for group, ids in groups.items()]
        return asked[value]

    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        for item in linked(value):
            statement = item.keep(statement)
        return statement

    def count(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        for item in linked(value):
            statement = item.count(statement)
        return statement

    return Filter(
        "tag",
        _l("Tag"),
        apply,
        kind="multi",
        count=count,
        options=lambda _session, _scope: [(value, tag.name) for value, tag in tags.items()],
        group_of=lambda value: tags[value].group or (_("Without a group") if _has_groups(tags.values()) else ""),
    )


def _with_any(session: Session, group: int | None, ids: list[int]) -> Linked:
    """Return what keeps the contacts with one of these tags."""
    return Linked(
        session,
        Contact.id,
        partial(second, contact_tags, f"tags_of_{group}"),
        "contact_id",
        lambda rows: (rows.c.tag_id.in_(ids),),
        single=len(ids) == 1,
    )


def _has_groups(tags: Iterable[TagRow]) -> bool:
    return any(tag.group_id is not None for tag in tags)


def counted_tags(session: Session) -> dict[int, int]:
    """Return how many contacts each tag is on, archived ones too."""
    statement = sa.select(contact_tags.c.tag_id, sa.func.count()).group_by(contact_tags.c.tag_id)
    return {row[0]: row[1] for row in session.execute(statement)}


def tag_by_id(session: Session, tag_id: int) -> Tag | None:
    """Return one tag."""
    return session.get(Tag, tag_id) if 0 <= tag_id <= LARGEST_ID else None


def tag_named(session: Session, name: str) -> Tag | None:
    """Return the tag of this name; case does not matter."""
    return session.scalar(sa.select(Tag).where(Tag.key == search_text(name)))


def count_contacts(session: Session, tag_id: int) -> int:
    """Return how many contacts have a tag."""
    statement = sa.select(sa.func.count()).select_from(contact_tags).where(contact_tags.c.tag_id == tag_id)
    return session.scalar(statement) or 0


def groups(session: Session) -> list[TagGroup]:
    """Return the groups in their order."""
    return list(session.scalars(sa.select(TagGroup).order_by(TagGroup.position, TagGroup.id)))


def group_by_id(session: Session, group_id: int) -> TagGroup | None:
    """Return one group."""
    return session.get(TagGroup, group_id) if 0 <= group_id <= LARGEST_ID else None


def views_with_tag(session: Session, tag_id: int) -> list[SavedView]:
    """Return the saved views of contacts that ask for a tag."""
    statement = (
        sa.select(SavedView).where(SavedView.list_name.startswith("contacts")).order_by(alphabetical(SavedView.name))
    )
    return [
        view
        for view in session.scalars(statement)
        if str(tag_id) in str(view.params.get("filters", {}).get("tag", "")).split(",")
    ]


def crowded(session: Session, group_id: int) -> list[str]:
    """Return up to five contacts that have several tags of a group."""
    statement = (
        sa.select(Contact.display_name)
        .join(contact_tags, contact_tags.c.contact_id == Contact.id)
        .join(tag_group_tags, tag_group_tags.c.tag_id == contact_tags.c.tag_id)
        .where(tag_group_tags.c.group_id == group_id)
        .group_by(Contact.id, Contact.display_name)
        .having(sa.func.count() > 1)
        .order_by(Contact.display_name)
        .limit(5)
    )
    return list(session.scalars(statement))
