"""Checking and importing a spreadsheet of contacts.

Rows go in by portions through Core and past the audit listener, so that thousands of lines a second can be
added: the audit entry of such an import is the one of its run, and the run keeps the file and every line that
was refused or noticed. Known contacts that are filled in go through the session and are audited one by one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from app.domain.contact_duplicates import Duplicate, DuplicateIndex, Known
from app.domain.contact_import import ContactRow, parse_contacts
from app.domain.contacts import ContactKind
from app.domain.imports import PREVIEW_ROWS, DuplicateChoice, Issue, Line, RefusalCode
from app.domain.organisation_types import type_by_name
from app.domain.tags import one_of_each_group
from app.domain.text import search_text, sort_key
from app.formats import phone
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
from app.services.imports.contact_inserts import insert_rows
from app.services.imports.contact_notes import add_notes
from app.services.imports.contact_updates import fill_in
from app.services.imports.outcome import Outcome
from models.contacts import (
    Tag,
)
from models.planner import MANY_ROWS, refresh_statistics

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
    *heading, last_heading = _heading()
    notes = [_("Notes")] if any(row.notes for row in rows) else []
    plan = ContactPlan(Outcome(heading=[*heading, *(field.name for field in shown.values()), *notes, last_heading]))
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
            own = (field.text(values.get(key)) for key, field in shown.items())
            plan.outcome.preview.append([*cells, *own, *([row.notes or "—"] if notes else []), last])
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
    cells = [row.display_name, kind, ", ".join(row.emails), ", ".join(map(phone, row.phones)), row.city, place]
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


def apply_contacts(
    session: Session, plan: ContactPlan, progress: Progress | None = None, *, author_id: int | None = None
) -> None:
    """Write what was planned: organisations first, then the people who work there, then what known ones gain.

    Notes become comments of the author.
    """
    total = len(plan.create) + len(plan.update)
    tags = _tags(session, plan.create)
    extra = _missing_workplaces(session, plan.create)
    organisations = [row for row in plan.create if row.kind is ContactKind.ORGANISATION]
    people = [row for row in plan.create if row.kind is ContactKind.PERSON]
    done = 0
    for portion in portions([*extra, *organisations], PORTION):
        insert_rows(session, portion, tags, {}, author_id)
        done += len(portion)
        _report(progress, min(done, total), total)
    workplaces = organisations_named(session, {sort_key(row.workplace) for row in people if row.workplace})
    done = len(organisations)
    for portion in portions(people, PORTION):
        insert_rows(session, portion, tags, workplaces, author_id)
        done += len(portion)
        _report(progress, done, total)
    if len(plan.create) >= MANY_ROWS:
        refresh_statistics(session, ("contacts", "contact_emails", "contact_phones"))
    changed = 0
    for pairs in portions(plan.update, PORTION // 5):
        changed += len(fill_in(session, pairs) | add_notes(session, pairs, author_id))
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
