"""Verbs of funders' headings: save the budget form of a funder or of a call."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app.domain.grants import BudgetCategory
from app.domain.headings import HeadingData, check_headings
from app.queries.funder_headings import heading_set
from models.base import utc_now
from models.calls import Call
from models.funder_headings import Heading, HeadingPlace, HeadingSet


def save_headings(
    session: Session,
    found: HeadingSet | None,
    headings: Sequence[HeadingData],
    places: Mapping[BudgetCategory, str],
    *,
    funder_id: int | None = None,
    call_id: int | None = None,
) -> HeadingSet:
    """Make the form of a funder or of a call what was typed; a heading is known by its code.

    Args:
        found: the form as it is, None for the first time.
        places: the code of the heading under which each of our categories stands; categories left out stand nowhere.
        funder_id, call_id: whose form it is; exactly one, and only for the first time.

    Raises:
        RuleError: what `check_headings` refuses.
    """
    check_headings(headings, places)
    if found is None:
        found = HeadingSet(funder_id=funder_id, call_id=call_id)
        session.add(found)
    present = {heading.code: heading for heading in found.headings}
    kept = []
    for position, data in enumerate(headings, start=1):
        heading = present.get(data.code) or Heading(code=data.code)
        heading.name_uk, heading.name_en, heading.position = data.name_uk, data.name_en, position
        kept.append(heading)
    # The rows may be as they were or not: the version says that somebody saved the form.
    found.updated_at = utc_now()
    found.headings.extend(heading for heading in kept if heading.code not in present)
    session.flush()
    # What stood under a heading leaves it before the heading goes.
    ids = {heading.code: heading.id for heading in kept}
    standing = {place.category: place for place in found.places}
    for category, code in places.items():
        if category in standing:
            standing[category].heading_id = ids[code]
        else:
            found.places.append(HeadingPlace(category=category, heading_id=ids[code]))
    for category in standing.keys() - places.keys():
        found.places.remove(standing[category])
    session.flush()
    found.headings = kept
    session.flush()
    return found


def copy_headings(session: Session, former: Call, call: Call) -> None:
    """Give a call the budget form that the call it was copied from has of its own, if it has one."""
    found = heading_set(session, call_id=former.id)
    if found is None:
        return
    codes = {heading.id: heading.code for heading in found.headings}
    headings = [HeadingData(heading.code, heading.name_uk, heading.name_en) for heading in found.headings]
    places = {category: codes[heading_id] for category, heading_id in found.mapping.items()}
    save_headings(session, None, headings, places, call_id=call.id)
