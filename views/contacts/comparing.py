"""Two contacts side by side: their fields with the choice of each, their lists, what would move."""

import json
from dataclasses import dataclass, field
from typing import Any

from app.domain.contacts import ContactKind
from app.domain.merging import NAME_PARTS, Choices, Side, fields_of, suggest, suggest_name
from app.formats import phone
from app.i18n import _
from app.labels import label
from app.labels.audit import field_text
from app.labels.merging import moved_text
from app.queries.contact_links import both_have, counts
from app.queries.relationships import Tie, ties_between
from app.templating import day
from models import db
from models.contacts import Contact
from models.custom_fields import CustomValue
from views.contacts.custom import custom_panel
from views.editing import Difference


@dataclass(frozen=True)
class FieldRow:
    """One field of both contacts as texts; `chosen` is the id of the contact whose value is ticked."""

    name: str
    words: str
    ours: str
    theirs: str
    chosen: int

    @property
    def same(self) -> bool:
        """Say whether there is nothing to choose."""
        return self.ours == self.theirs


@dataclass(frozen=True)
class ListRow:
    """A list of both contacts, and what stands in it afterwards."""

    words: str
    ours: list[str]
    theirs: list[str]
    fitting: list[str] | None = None

    @property
    def united(self) -> list[str]:
        """Return both lists as one; of the other's, only what fits where not everything does."""
        theirs = self.theirs if self.fitting is None else self.fitting
        return list(dict.fromkeys([*self.ours, *theirs]))


@dataclass(frozen=True)
class Comparison:
    """Everything that the page of a merge shows."""

    survivor: Contact
    other: Contact
    fields: list[FieldRow]
    cards: list[FieldRow]
    lists: list[ListRow]
    ties: list[Tie]
    moved: list[tuple[str, int]]
    records: int
    seen: str = field(repr=False)


def compare(survivor: Contact, other: Contact, choices: Choices | None) -> Comparison:
    """Put two contacts side by side; without choices each field has a suggested one."""
    session = db.session()
    newer = other.updated_at > survivor.updated_at

    def chosen(side: Side) -> int:
        return other.id if side is Side.OTHER else survivor.id

    kind = ContactKind(survivor.kind)
    whole_name = None
    if kind is ContactKind.PERSON:
        ours, theirs = ([getattr(contact, name) for name in NAME_PARTS] for contact in (survivor, other))
        whole_name = suggest_name(ours, theirs, other_is_newer=newer)
    fields = []
    for name in fields_of(kind):
        ours, theirs = getattr(survivor, name), getattr(other, name)
        suggested = whole_name if name in NAME_PARTS else None
        suggested = suggested or suggest(name, ours, theirs, other_is_newer=newer)
        side = (choices.fields.get(name) if choices else None) or suggested
        words = _("Name") if name == "display_name" else field_text(name)
        row = FieldRow(name, words, shown(ours), shown(theirs), chosen(side))
        if (row.ours, row.theirs) != ("—", "—"):
            fields.append(row)
    cards = [
        FieldRow(
            table,
            moved_text(table),
            *_card_texts(table, survivor, other),
            chosen(choices.card(table) if choices else Side.SURVIVOR),
        )
        for table in both_have(session, survivor.id, other.id)
    ]
    lists = [row for row in _lists(survivor, other) if row.united]
    found = counts(session, other.id)
    return Comparison(
        survivor=survivor,
        other=other,
        fields=fields,
        cards=cards,
        lists=lists,
        ties=ties_between(session, survivor.id, other.id),
        moved=sorted(((moved_text(table), rows) for table, rows in found.items()), key=lambda pair: -pair[1]),
        records=sum(found.values()),
        seen=json.dumps(_seen(survivor, other, fields, lists), ensure_ascii=False),
    )


def _card_texts(table: str, survivor: Contact, other: Contact) -> tuple[str, str]:
    """Return what tells the two cards of a table apart: own values that differ, else the names of the contacts."""
    if table == CustomValue.__tablename__:
        ours, theirs = dict(custom_panel(survivor)), dict(custom_panel(other))
        differing = [name for name in ours if name in theirs and ours[name] != theirs[name]]
        if differing:
            texts = ["; ".join(f"{name}: {values[name]}" for name in differing) for values in (ours, theirs)]
            return texts[0], texts[1]
    return survivor.display_name, other.display_name


def shown(value: Any) -> str:
    """Return a value of a contact as a person reads it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value in (None, ""):
        return "—"
    return day(value) if hasattr(value, "year") else label(value)


def _lists(survivor: Contact, other: Contact) -> list[ListRow]:
    def texts(contact: Contact, name: str, attribute: str) -> list[str]:
        return [phone(str(getattr(row, attribute))) for row in getattr(contact, name)]

    plain = [
        ListRow(words, texts(survivor, name, attribute), texts(other, name, attribute))
        for words, name, attribute in (
            (_("E-mail addresses"), "emails", "email"),
            (_("Phones"), "phones", "number"),
            (_("Addresses"), "addresses", "address"),
        )
    ]
    taken = {tag.group.id for tag in survivor.tags if tag.group is not None and tag.group.is_exclusive}
    fitting = [tag.name for tag in other.tags if tag.group is None or tag.group.id not in taken]
    return [*plain, ListRow(_("Tags"), texts(survivor, "tags", "name"), texts(other, "tags", "name"), fitting)]


def _seen(survivor: Contact, other: Contact, fields: list[FieldRow], lists: list[ListRow]) -> dict[str, dict[str, str]]:
    ours = {row.words: row.ours for row in fields} | {row.words: "; ".join(row.ours) or "—" for row in lists}
    theirs = {row.words: row.theirs for row in fields} | {row.words: "; ".join(row.theirs) or "—" for row in lists}
    return {str(survivor.id): ours, str(other.id): theirs}


def changes_since(seen: str, now: Comparison) -> list[Difference]:
    """Return what is not any more as the person saw it: field, then, now."""
    try:
        before, after = json.loads(seen), json.loads(now.seen)
        found = []
        for contact in (now.survivor, now.other):
            then, present = dict(before[str(contact.id)]), after[str(contact.id)]
            for words in dict.fromkeys([*then, *present]):
                if then.get(words, "—") != present.get(words, "—"):
                    name = f"{contact.display_name}: {words}"
                    found.append(Difference(name, str(then.get(words, "—")), str(present.get(words, "—"))))
    except (ValueError, KeyError, TypeError):
        return []
    return found
