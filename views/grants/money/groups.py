"""A budget in groups, by our categories or by the funder's headings, of which a long one shows one at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.grants import BudgetCategory
from app.i18n import _, locale_code
from app.labels import label
from app.queries.budgets import Budget, LineStanding, Sums, add_up
from models.funder_headings import Heading, HeadingSet

WHOLE = 100
"""A budget of at most so many lines is shown whole; in a longer one each group opens by itself, in portions."""


@dataclass(frozen=True)
class Group:
    """Lines under one heading: their sums, and those that are shown.

    Attributes:
        key: names the group in the address.
        shown: the lines to draw, none when the group is folded.
        page, pages: which portion they are, from 1.
    """

    key: str
    title: str
    sums: Sums
    count: int
    shown: Sequence[LineStanding] = ()
    page: int = 1
    pages: int = 1


def heading_title(heading: Heading) -> str:
    """Return a heading's code and name in the reader's language."""
    return f"{heading.code} {(heading.name_en if locale_code() == 'en' else '') or heading.name_uk}"


def groups(found: Budget, headings: HeadingSet | None, opened: str, page: int) -> list[Group]:
    """Return the groups that have lines, by the funder's headings when given, else by our categories.

    Args:
        opened: the key of the group that a long budget shows; the first one when empty.
        page: which portion of it.
    """
    titles = _by_headings(headings) if headings else {str(one): label(one) for one in BudgetCategory}
    places = headings.mapping if headings else {}
    lines: dict[str, list[LineStanding]] = {key: [] for key in titles}
    for row in found.lines:
        key = str(places.get(row.line.category, 0)) if headings else str(row.line.category)
        lines[key].append(row)
    filled = {key: rows for key, rows in lines.items() if rows}
    whole = len(found.lines) <= WHOLE
    chosen = opened if opened in filled else next(iter(filled), "")
    return [_group(key, titles, rows, whole=whole, page=page if key == chosen else 0) for key, rows in filled.items()]


def _by_headings(headings: HeadingSet) -> Mapping[str, str]:
    return {str(one.id): heading_title(one) for one in headings.headings} | {"0": _("Under no heading of the funder")}


def _group(key: str, titles: Mapping[str, str], rows: list[LineStanding], *, whole: bool, page: int) -> Group:
    sums = add_up(share for row in rows for share in row.shares)
    if whole:
        return Group(key, titles[key], sums, len(rows), rows)
    pages = -(-len(rows) // WHOLE)
    now = min(max(page, 1), pages)
    shown = rows[(now - 1) * WHOLE : now * WHOLE] if page else []
    return Group(key, titles[key], sums, len(rows), shown, now, pages)
