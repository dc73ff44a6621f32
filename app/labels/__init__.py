"""Words for coded values: every enum member, its tone as a badge, and every refusal of the domain.

Each area has a module here with `LABELS` (enum → member → text), `TONES` (enum → member → tone) and
`REFUSALS` (code → text with `%(…)s` placeholders). A test checks that no enum member is left without words.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from app.amounts import in_words
from app.domain.errors import RuleError
from app.domain.typography import fill
from app.i18n import _, _l, locale_code
from app.labels import (
    accounts,
    agreements,
    application_work,
    audit,
    awards,
    bounces,
    branches,
    budgets,
    calls,
    contacts,
    custom_fields,
    donations,
    duplicates,
    events,
    files,
    fundraising,
    go_no_go,
    grant_stages,
    grants,
    imports,
    incoming,
    interactions,
    jobs,
    letters,
    mailings,
    merging,
    money,
    opportunities,
    partnerships,
    personal_links,
    privacy,
    readiness,
    relationships,
    reports,
    saved_views,
    shifts,
    signups,
    tags,
    tasks,
    vcards,
    volunteer_papers,
    volunteers,
)

AREAS = (
    accounts,
    agreements,
    application_work,
    audit,
    awards,
    bounces,
    branches,
    budgets,
    calls,
    contacts,
    custom_fields,
    donations,
    duplicates,
    events,
    files,
    fundraising,
    go_no_go,
    grant_stages,
    grants,
    imports,
    incoming,
    interactions,
    jobs,
    letters,
    mailings,
    merging,
    money,
    opportunities,
    partnerships,
    personal_links,
    privacy,
    readiness,
    relationships,
    reports,
    saved_views,
    shifts,
    signups,
    tags,
    tasks,
    vcards,
    volunteer_papers,
    volunteers,
)

LABELS: dict[type[StrEnum], dict[Any, Any]] = {}
TONES: dict[type[StrEnum], dict[Any, str]] = {}
REFUSALS: dict[str, Any] = {
    "same_stage": _l("The record is already in this stage."),
    "not_allowed": _l("This step is not possible from the present state."),
    "stale_record": _l("Somebody changed this record meanwhile."),
    "not_found": _l("The record may have been removed, or it belongs to another branch."),
    "other_branch": _l("This record belongs to another branch."),
    "bad_list_address": _l("The address of this list cannot be read. Open the list from the menu."),
    "period_too_long": _l("Choose a period of at most %(value)s years."),
    "archived": _l("The record is in the archive. Restore it first."),
    "dates_out_of_order": _l("The end cannot be before the beginning."),
    "consent_in_future": _l("Enter a date that is not later than today."),
    "reason_needed": _l("Say why, in a few words."),
}
for area in AREAS:
    LABELS.update(area.LABELS)
    TONES.update(area.TONES)
    REFUSALS.update(area.REFUSALS)


# Enums whose members an institution names and orders itself: what answers its names by language, in its order.
Own = Callable[[], Mapping[Any, Mapping[str, str]]]
OWN: dict[type[StrEnum], Own] = {}


def label(value: Any) -> str:
    """Return the words for an enum member; other values become plain text, None becomes a dash."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    enum: Any = type(value)
    if enum not in LABELS:
        return str(value)
    code = locale_code()
    if enum in OWN and (own := OWN[enum]().get(value, {}).get(code)):
        return own
    return _words(enum, value, code)


@cache
def _words(enum: type[StrEnum], member: Any, _locale: str) -> str:
    """Translate a member once for each language: lists ask for the same few words in every row."""
    return str(LABELS[enum][member])


def tone(value: Any) -> str:
    """Return the tone of an enum member as a badge: neutral, info, success, warning, danger or accent."""
    return TONES.get(type(value), {}).get(value, "neutral")


def choices(enum: type[StrEnum], *, blank: Any = None) -> list[tuple[str, str]]:
    """Return (value, words) of every member, in the institution's order where it has one.

    An empty choice worded `blank`, if given, comes first.
    """
    items = [(member.value, label(member)) for member in OWN.get(enum, lambda: enum)()]
    return items if blank is None else [("", str(blank)), *items]


def refusal(error: RuleError) -> str:
    """Return the words for a refused action in the reader's language."""
    text = REFUSALS.get(error.code)
    if text is None:
        return _("This cannot be done: %(code)s.", code=error.code)
    return fill(str(text), {name: in_words(value) for name, value in error.details.items()})
