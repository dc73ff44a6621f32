"""Checking and importing a spreadsheet of contacts.

Rows go in by portions through Core and past the audit listener, so that thousands of lines a second can be
added: the audit entry of such an import is the one of its run, and the run keeps the file and every line that
was refused or noticed. Known contacts that are filled in go through the session and are audited one by one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contact_duplicates import Duplicate, DuplicateIndex, Known
from app.domain.contact_import import ContactRow, parse_contacts
from app.domain.contacts import ContactKind, phone_text
from app.domain.imports import PREVIEW_ROWS, DuplicateChoice, Issue, Line, RefusalCode
from app.domain.organisation_types import type_by_name
from app.domain.tags import one_of_each_group
from app.domain.text import search_text, sort_key
from app.i18n import _
from app.labels import label
from app.queries.custom_fields import definitions
from app.queries.imports.contacts import (
    exclusive_tags,
    nearby_contacts,
    organisations_named,
    tags_by_key,
    tags_held,
)
from app.queries.imports.portions import portions
from app.queries.match_rules import match_weights
from app.services.custom_field_values import insert_values
from app.services.imports.contact_updates import fill_in
from app.services.imports.outcome import Outcome
from models.bulk import insert_at_once
from models.contacts import Affiliation, Contact, ContactAddress, ContactEmail, ContactPhone, Tag, contact_tags
from models.planner import MANY_ROWS, refresh_statistics
from models.search import search_row, upsert_entries

Progress = Callable[[int, int], None]
PORTION = 1000


@dataclass(slots=True)
class ContactPlan:
    """What importing the lines will do; `update` pairs the id of a known contact with the line that adds to it."""

    outcome: Outcome
    create: list[ContactRow] = field(default_factory=list)
    update: list[tuple[int, ContactRow]] = field(default_factory=list)


def plan_contacts(
    session: Session,
    lines: Iterable[Line],
    *,
    today: date,
    choice: DuplicateChoice = DuplicateChoice.SKIP,
    decimal_comma: bool = True,
) -> ContactPlan:
    """Read the lines, find duplicates in the file and in the database, decide what becomes of each; write nothing.

    Args:
        choice: what happens to a line that is most probably a known contact. A line that repeats another line
            of the file is left out unless the choice is to add.
        decimal_comma: as `FieldRule` has it.
    """
    fields = definitions(session)
    rules = [replace(field.rule, decimal_comma=decimal_comma) for field in fields]
    rows, issues, read = parse_contacts(lines, today=today, own=rules)
    shown = {field.id: field for field in fields if any(field.id == key for row in rows for key, _value in row.custom)}
    heading = _heading()
    plan = ContactPlan(Outcome(heading=[*heading[:-1], *(field.name for field in shown.values()), heading[-1]]))
    counts = plan.outcome.counts
    groups = exclusive_tags(session)
    rows = [_with_fitting_tags(row, groups, issues) for row in rows]
    index = DuplicateIndex(match_weights(session))
    for known in nearby_contacts(session, rows):
        index.add(known)
    for row in rows:
        new = Known(row.kind, row.sort_key, row.candidate, line=row.line)
        found = index.find(new)
        fate = _fate(found, choice)
        if found is not None:
            issues.append(_notice(row, found))
        if fate == "created":
            plan.create.append(row)
            index.add(new)
        elif fate == "updated" and found is not None and found.known.contact_id is not None:
            plan.update.append((found.known.contact_id, row))
        counts[fate] += 1
        if len(plan.outcome.preview) < PREVIEW_ROWS:
            *cells, last = _preview(row, fate)
            values = dict(row.custom)
            plan.outcome.preview.append([*cells, *(field.text(values.get(key)) for key, field in shown.items()), last])
    issues += _tags_without_room(session, plan.update, groups)
    counts["lines"] = read
    counts["organisations"] = len(_missing_workplaces(session, plan.create))
    plan.outcome.issues = sorted(issues, key=lambda issue: issue.line)
    return plan


def _fate(found: Duplicate | None, choice: DuplicateChoice) -> str:
    if found is None or found.code is RefusalCode.POSSIBLE_DUPLICATE or choice is DuplicateChoice.ADD:
        return "created"
    in_database = found.known.contact_id is not None
    return "updated" if choice is DuplicateChoice.UPDATE and in_database else "skipped"


def _notice(row: ContactRow, found: Duplicate) -> Issue:
    name = found.known.candidate.name
    if found.known.contact_id is None:
        name = _("%(name)s, line %(num)d", name=name, num=found.known.line)
    return Issue(row.line, "", found.code, name[:300], is_refusal=False)


def _with_fitting_tags(row: ContactRow, groups: dict[str, int], issues: list[Issue]) -> ContactRow:
    """Return the line with one tag of each group of which there may be one; what is left out is noticed."""
    fit, left = one_of_each_group(row.tags, groups)
    issues += [_left_out(row, tag) for tag in left]
    return replace(row, tags=tuple(fit)) if left else row


def _tags_without_room(
    session: Session, update: Sequence[tuple[int, ContactRow]], groups: dict[str, int]
) -> list[Issue]:
    """Return the tags that known contacts cannot gain, because they have another one of the group."""
    grouped = [(own, row) for own, row in update if any(search_text(tag) in groups for tag in row.tags)]
    held = tags_held(session, {own for own, _row in grouped}, groups.keys()) if grouped else {}
    return [
        _left_out(row, tag) for own, row in grouped for tag in one_of_each_group(row.tags, groups, held.get(own, ()))[1]
    ]


def _left_out(row: ContactRow, tag: str) -> Issue:
    return Issue(row.line, "", RefusalCode.ONE_TAG_OF_GROUP, tag, is_refusal=False)


def _heading() -> list[str]:
    return [_("Name"), _("Kind"), _("E-mail"), _("Phone"), _("City"), _("Works at"), _("Tags"), _("What happens")]


def _preview(row: ContactRow, fate: str) -> list[str]:
    fates = {"created": _("Will be added"), "updated": _("Fills a known contact"), "skipped": _("Skipped as known")}
    place = ", ".join(filter(None, (row.workplace, row.role)))
    kind = label(row.organisation_type or row.kind)
    cells = [row.display_name, kind, ", ".join(row.emails), ", ".join(map(phone_text, row.phones)), row.city, place]
    return [*(cell or "—" for cell in cells), ", ".join(row.tags) or "—", fates[fate]]


def _missing_workplaces(session: Session, rows: Sequence[ContactRow]) -> list[ContactRow]:
    """Return the organisations that people work at and nobody knows, as rows to be added."""
    wanted: dict[str, ContactRow] = {}
    for row in rows:
        if row.workplace and (key := sort_key(row.workplace)) and (key not in wanted or row.workplace_edrpou):
            wanted[key] = ContactRow(
                row.line,
                ContactKind.ORGANISATION,
                row.workplace,
                key,
                organisation_type=type_by_name(row.workplace),
                edrpou=row.workplace_edrpou,
            )
    own = {row.sort_key for row in rows if row.kind is ContactKind.ORGANISATION}
    known = organisations_named(session, wanted.keys() - own)
    return [row for key, row in wanted.items() if key not in own and key not in known]


def apply_contacts(session: Session, plan: ContactPlan, progress: Progress | None = None) -> None:
    """Write what was planned: organisations first, then the people who work there, then what known ones gain."""
    total = len(plan.create) + len(plan.update)
    tags = _tags(session, plan.create)
    extra = _missing_workplaces(session, plan.create)
    organisations = [row for row in plan.create if row.kind is ContactKind.ORGANISATION]
    people = [row for row in plan.create if row.kind is ContactKind.PERSON]
    done = 0
    for portion in portions([*extra, *organisations], PORTION):
        _insert(session, portion, tags, {})
        done += len(portion)
        _report(progress, min(done, total), total)
    workplaces = organisations_named(session, {sort_key(row.workplace) for row in people if row.workplace})
    done = len(organisations)
    for portion in portions(people, PORTION):
        _insert(session, portion, tags, workplaces)
        done += len(portion)
        _report(progress, done, total)
    if len(plan.create) >= MANY_ROWS:
        refresh_statistics(session, ("contacts", "contact_emails", "contact_phones"))
    changed = 0
    for pairs in portions(plan.update, PORTION // 5):
        changed += len(fill_in(session, pairs))
        done += len(pairs)
        _report(progress, done, total)
    plan.outcome.counts["updated"] = changed
    plan.outcome.counts["unchanged"] += len(plan.update) - changed


def _report(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total)


def _tags(session: Session, rows: Sequence[ContactRow]) -> dict[str, int]:
    """Return the ids of the tags of all rows by key, after adding those that are new."""
    wanted: dict[str, str] = {}
    for row in rows:
        for tag in row.tags:
            wanted.setdefault(search_text(tag), tag)
    known = tags_by_key(session, wanted)
    new = [Tag(name=name, key=key) for key, name in wanted.items() if key not in known]
    session.add_all(new)
    session.flush()
    return {**known, **{tag.key: tag.id for tag in new}}


def _insert(session: Session, rows: Sequence[ContactRow], tags: dict[str, int], workplaces: dict[str, int]) -> None:
    pairs = list(zip(_insert_contacts(session, [_contact_values(row) for row in rows]), rows, strict=True))
    _add(session, ContactEmail, [
        {"contact_id": own, "email": email, "position": place}
        for own, row in pairs for place, email in enumerate(row.emails)
    ])  # fmt: skip
    _add(session, ContactPhone, [
        {"contact_id": own, "number": number, "position": place}
        for own, row in pairs for place, number in enumerate(row.phones)
    ])  # fmt: skip
    _add(session, ContactAddress, [{"contact_id": own, "address": row.address} for own, row in pairs if row.address])
    links = [{"contact_id": own, "tag_id": tags[search_text(tag)]} for own, row in pairs for tag in row.tags]
    if links:
        session.execute(sa.insert(contact_tags), links)
    _add(session, Affiliation, [
        {"person_id": own, "organisation_id": place, "role": row.role}
        for own, row in pairs
        if row.workplace and (place := workplaces.get(sort_key(row.workplace)))
    ])  # fmt: skip
    insert_values(session, [(own, row.custom) for own, row in pairs if row.custom])
    upsert_entries(session, [search_row(_Imported(own, row)) for own, row in pairs])


def _insert_contacts(session: Session, values: list[dict[str, Any]]) -> Sequence[int]:
    """Insert contacts and return their ids in order.

    PostgreSQL gives out the numbers first, as RETURNING keeps no order. SQLite would insert the rows one by one;
    nobody else writes to it meanwhile, so that the newest numbers are those of the rows.
    """
    table = cast(sa.Table, Contact.__table__)
    if session.get_bind().dialect.name != "postgresql":
        session.execute(sa.insert(table), values)
        newest = sa.select(table.c.id).order_by(table.c.id.desc()).limit(len(values))
        return session.scalars(newest).all()[::-1]
    sequence = sa.func.nextval(sa.func.pg_get_serial_sequence(table.name, "id"))
    ids = session.scalars(sa.select(sequence).select_from(sa.func.generate_series(1, len(values)))).all()
    session.execute(insert_at_once(table, [{**value, "id": own} for own, value in zip(ids, values, strict=True)]))
    return ids


def _add(session: Session, model: type[Any], values: list[dict[str, Any]]) -> None:
    if values and session.get_bind().dialect.name == "postgresql":
        session.execute(insert_at_once(model.__table__, values))
    elif values:
        session.execute(sa.insert(cast(sa.Table, model.__table__)), values)


def _contact_values(row: ContactRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "display_name": row.display_name,
        "sort_key": row.sort_key,
        "last_name": row.last_name,
        "first_name": row.first_name,
        "middle_name": row.middle_name,
        "birth_date": row.birth_date,
        "organisation_type": row.organisation_type,
        "edrpou": row.edrpou,
        "website": row.website,
        "city": row.city,
    }


@dataclass(frozen=True, slots=True)
class _Email:
    email: str


@dataclass(frozen=True, slots=True)
class _Phone:
    number: str


class _Imported:
    """A row that is searched for by the words of `Contact`, at a fraction of the price of a mapped object."""

    __search_kind__ = Contact.__search_kind__

    def __init__(self, own: int, row: ContactRow) -> None:
        self.id = own
        self.display_name, self.legal_name = row.display_name, ""
        self.edrpou, self.city = row.edrpou, row.city
        self.emails = [_Email(email) for email in row.emails]
        self.phones = [_Phone(number) for number in row.phones]

    def search_title(self) -> str:
        """Return the line shown among the results."""
        return self.display_name

    def search_note(self) -> str:
        """Return the smaller second line."""
        return Contact.search_note(cast(Contact, self))

    def search_words(self) -> Iterable[str | None]:
        """Return every text that the contact can be found by."""
        return Contact.search_words(cast(Contact, self))
