"""The headings of a funder's own budget form: what makes a set of them sensible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.errors import RuleError
from app.domain.grants import BudgetCategory

MOST_HEADINGS = 40


@dataclass(frozen=True, slots=True)
class HeadingData:
    """A heading as typed: its code in the funder's form and its name in both languages."""

    code: str
    name_uk: str
    name_en: str = ""


def check_headings(headings: Sequence[HeadingData], places: Mapping[BudgetCategory, str]) -> None:
    """Refuse headings that cannot be told apart, and places under a heading that is not there.

    Raises:
        RuleError: `heading_without_name`, `heading_without_code`, `heading_twice`, `no_such_heading`.
    """
    codes = [heading.code for heading in headings]
    for heading in headings:
        if not heading.name_uk:
            raise RuleError("heading_without_name", heading.code)
        if not heading.code:
            raise RuleError("heading_without_code", heading.name_uk)
        if codes.count(heading.code) > 1:
            raise RuleError("heading_twice", heading.code)
    for code in places.values():
        if code not in codes:
            raise RuleError("no_such_heading", code)
