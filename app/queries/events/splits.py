"""Participants of one kind (under 18, online) in the list of events: a filter, a column, a sum.

A figure such as «participants online» of a grant opens to the events that have some, each with its number. Files have
the columns always; the page shows the one whose filter is in use, because it costs a look at the counts of each row.
"""

from collections.abc import Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from app.domain.events import AttendanceMode
from app.i18n import _l
from app.queries.listing import Column, Filter, Kind, ListSpec
from models.events import AgeBand, AttendanceCount, Event

# The same bands as `AgeBand.is_children`.
_CHILDREN = AttendanceCount.age_band_id.in_(sa.select(AgeBand.id).where(AgeBand.max_age < 18))
_ONLINE = AttendanceCount.mode == AttendanceMode.ONLINE
_SPLITS: dict[str, tuple[Any, Any]] = {
    "children": (_l("Participants under 18"), _CHILDREN),
    "online": (_l("Participants online"), _ONLINE),
}


def _number(condition: Any) -> Any:
    """Return how many participants of a row fulfil the condition; nothing where nobody has counted."""
    return (
        sa.select(sa.func.sum(AttendanceCount.count))
        .where(AttendanceCount.event_id == Event.id, condition)
        .correlate(Event)
        .scalar_subquery()
    )


def _filter(key: str, label: Any, condition: Any) -> Filter:
    some = sa.select(AttendanceCount.event_id).where(AttendanceCount.count > 0, condition)

    def asked(value: str, has_some: Any) -> Any:
        if value != "1":
            raise ValueError(value)
        return has_some

    # The first events are soon found one by one; all of them are counted quicker from all counts at once.
    one_by_one, at_once = some.where(AttendanceCount.event_id == Event.id).exists(), Event.id.in_(some)
    return Filter(
        key,
        label,
        lambda statement, value: statement.where(asked(value, one_by_one)),
        count=lambda statement, value: statement.where(asked(value, at_once)),
        kind="hidden",
    )


SPLIT_FILTERS = tuple(_filter(key, label, condition) for key, (label, condition) in _SPLITS.items())
SPLIT_COLUMNS = tuple(
    Column(key, label, attrgetter(key), Kind.NUMBER, secondary=True, export_only=True, expression=_number(condition))
    for key, (label, condition) in _SPLITS.items()
)


def with_splits(spec: ListSpec, filters: Mapping[str, str]) -> ListSpec:
    """Return a list of events with the column and the sum of each kind of participants that a filter asks for."""
    asked = {key for key in _SPLITS if filters.get(key)}
    if not asked:
        return spec
    return replace(
        spec,
        columns=tuple(replace(item, export_only=False) if item.key in asked else item for item in spec.columns),
        totals={**spec.totals, **{key: sa.func.sum(_number(_SPLITS[key][1])) for key in _SPLITS if key in asked}},
    )
