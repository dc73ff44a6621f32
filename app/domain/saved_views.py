"""Saved views: filters, words and order of a list, kept under a name."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import RuleError

LONGEST_STATE = 8_000
LONGEST_TEXT = 500
MOST_FILTERS = 60


@dataclass(frozen=True)
class SavedState:
    """What a list shows.

    Attributes:
        query: the words searched for.
        filters: value by the filter's key, as in the address.
        words: what each filter was called when the view was saved; shown once the filter no longer exists.
        sort: the column, after a minus when descending.
    """

    query: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the list would show everything."""
        return not (self.query or self.filters)

    def as_json(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"query": self.query, "filters": dict(self.filters), "words": dict(self.words), "sort": self.sort}


def state_of(stored: Mapping[str, Any]) -> SavedState:
    """Return the state that a row keeps."""
    return SavedState(
        stored.get("query", ""), stored.get("filters", {}), stored.get("words", {}), stored.get("sort", "")
    )


def read_state(text: str) -> SavedState:
    """Read what a page of a list says about itself.

    Raises:
        RuleError: `bad_list_address`, when somebody changed it.
    """
    if len(text) > LONGEST_STATE:
        raise RuleError("bad_list_address")
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RuleError("bad_list_address") from error
    if not isinstance(raw, dict):
        raise RuleError("bad_list_address")
    return SavedState(
        _text(raw.get("query")), _texts(raw.get("filters")), _texts(raw.get("words")), _text(raw.get("sort"))
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not value.isprintable():
        raise RuleError("bad_list_address")
    return value


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict | None) or len(value or ()) > MOST_FILTERS:
        raise RuleError("bad_list_address")
    return {_text(key): _text(words) for key, words in (value or {}).items()}
