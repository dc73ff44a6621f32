"""Verbs of tags and their groups: save, move, merge, delete."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.tags import TagTone
from app.domain.text import search_text
from app.queries.tags import crowded, forget_tags, group_name, views_with_tag
from models.base import utc_now
from models.contacts import Contact, Tag, TagGroup, contact_tags

MOST_GROUPS = 50


def save_group(
    session: Session,
    group: TagGroup | None,
    *,
    name_uk: str,
    name_en: str = "",
    tone: TagTone = TagTone.NEUTRAL,
    is_exclusive: bool = False,
) -> TagGroup:
    """Add a group of tags, or change one.

    Raises:
        RuleError: `no_name`, `tag_group_exists`, `too_many_tag_groups`; `group_is_crowded` (field `is_exclusive`),
            when contacts have several of its tags already.
    """
    key = search_text(name_uk)
    if not key:
        raise RuleError("no_name", field="name_uk")
    other = session.scalar(sa.select(TagGroup).where(TagGroup.key == key))
    if other is not None and other is not group:
        raise RuleError("tag_group_exists", name_uk, field="name_uk")
    if group is None:
        if (session.scalar(sa.select(sa.func.count()).select_from(TagGroup)) or 0) >= MOST_GROUPS:
            raise RuleError("too_many_tag_groups", MOST_GROUPS)
        last = session.scalar(sa.select(sa.func.max(TagGroup.position))) or 0
        group = TagGroup(position=last + 1)
    elif is_exclusive and not group.is_exclusive:
        _require_one_each(session, group.id)
    group.name_uk, group.name_en, group.key = name_uk, name_en, key
    group.tone, group.is_exclusive = tone, is_exclusive
    session.add(group)
    session.flush()
    forget_tags(session)
    return group


def _require_one_each(session: Session, group_id: int) -> None:
    names = crowded(session, group_id)
    if names:
        raise RuleError("group_is_crowded", ", ".join(names), field="is_exclusive")


def move_group(session: Session, group: TagGroup, step: int) -> None:
    """Move a group up (-1) or down (1)."""
    order = list(session.scalars(sa.select(TagGroup).order_by(TagGroup.position, TagGroup.id)))
    place = order.index(group)
    order.insert(max(0, min(len(order) - 1, place + step)), order.pop(place))
    for number, item in enumerate(order, start=1):
        item.position = number
    session.flush()
    forget_tags(session)


def delete_group(session: Session, group: TagGroup) -> None:
    """Delete a group; its tags stay without one."""
    session.delete(group)
    session.flush()
    forget_tags(session)


def save_tag(session: Session, tag: Tag | None, *, name: str, group: TagGroup | None) -> Tag:
    """Add a tag, rename one, or move one into a group or out of it.

    Raises:
        RuleError: `no_name`, `tag_exists`: merge the two instead; `group_is_crowded` (field `group_id`).
    """
    key = search_text(name)
    if not key:
        raise RuleError("no_name", field="name")
    other = session.scalar(sa.select(Tag).where(Tag.key == key))
    if other is not None and other is not tag:
        raise RuleError("tag_exists", other.name, field="name")
    tag = tag or Tag()
    moved = tag.group is not group
    tag.name, tag.key, tag.group = " ".join(name.split()), key, group
    session.add(tag)
    session.flush()
    if moved and group is not None and group.is_exclusive:
        names = crowded(session, group.id)
        if names:
            raise RuleError("group_is_crowded", ", ".join(names), field="group_id")
    forget_tags(session)
    return tag


def merge_tags(session: Session, tag: Tag, into: Tag) -> int:
    """Put one tag in place of another everywhere, saved views too, and delete the other.

    Returns:
        How many contacts had the tag that is gone.

    Raises:
        RuleError: `same_tag`; `group_is_crowded` (field `into`).
    """
    if tag is into:
        raise RuleError("same_tag", tag.name, field="into")
    held = sa.select(contact_tags.c.contact_id).where(contact_tags.c.tag_id == tag.id)
    contacts = session.scalar(sa.select(sa.func.count()).select_from(held.subquery())) or 0
    has_it = sa.select(contact_tags.c.contact_id).where(contact_tags.c.tag_id == into.id)
    missing = sa.select(contact_tags.c.contact_id, sa.literal(into.id)).where(
        contact_tags.c.tag_id == tag.id, contact_tags.c.contact_id.not_in(has_it)
    )
    _touch(session, held)
    session.execute(sa.insert(contact_tags).from_select(["contact_id", "tag_id"], missing))
    for view in views_with_tag(session, tag.id):
        filters = dict(view.params["filters"])
        ids = [str(into.id) if part == str(tag.id) else part for part in filters["tag"].split(",")]
        view.params = {**view.params, "filters": {**filters, "tag": ",".join(dict.fromkeys(ids))}}
    session.execute(sa.delete(contact_tags).where(contact_tags.c.tag_id == tag.id))
    session.delete(tag)
    session.flush()
    session.expire_all()
    if into.group is not None and into.group.is_exclusive:
        names = crowded(session, into.group.id)
        if names:
            raise RuleError("group_is_crowded", ", ".join(names), field="into", group=group_name(into.group))
    forget_tags(session)
    return contacts


def delete_tag(session: Session, tag: Tag) -> int:
    """Delete a tag and take it off every contact; return how many had it."""
    held = sa.select(contact_tags.c.contact_id).where(contact_tags.c.tag_id == tag.id)
    contacts = session.scalar(sa.select(sa.func.count()).select_from(held.subquery())) or 0
    _touch(session, held)
    session.execute(sa.delete(contact_tags).where(contact_tags.c.tag_id == tag.id))
    session.delete(tag)
    session.flush()
    session.expire_all()
    forget_tags(session)
    return contacts


def _touch(session: Session, contact_ids: sa.Select[Any]) -> None:
    """Move the version of contacts, so that a form opened before does not bring the old tags back."""
    session.execute(
        sa.update(Contact)
        .where(Contact.id.in_(contact_ids))
        .values(version=Contact.version + 1, updated_at=utc_now())
        .execution_options(synchronize_session=False)
    )
