"""User-defined fields in the lists of contacts: their columns and their filters."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.custom_fields import BadValue, FieldType, read_date, read_number, trimmed
from app.domain.text import loose_text
from app.formats import may_be_thousands
from app.i18n import _
from app.labels import label
from app.queries.aliases import second
from app.queries.custom_fields import COLUMNS, Definition, definitions
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.queries.narrowing import Linked, first_few
from app.queries.tags import tag_filter
from models.contacts import Contact
from models.custom_fields import CustomValue

FIELDS_KEPT = 200
KINDS = {FieldType.NUMBER: Kind.NUMBER, FieldType.DATE: Kind.DATE}


def with_custom_fields(session: Session, spec: ListSpec, _on: date) -> ListSpec:
    """Return a list of contacts with the columns and filters that the institution added, and its tags in groups."""
    fields = definitions(session)
    filters = [tag_filter(session) if item.key == "tag" else item for item in spec.filters]
    for field in fields:
        filters += _filters(session, field)
    if fields:
        filters.append(_filled_filter(session, fields))
    return replace(spec, columns=(*spec.columns, *map(_column, fields)), filters=tuple(filters), extend=None)


def _column(field: Definition) -> Column:
    key = field.key

    def read(row: Any) -> Any:
        found = getattr(row, key)
        if found is None:
            return None
        if field.type is FieldType.CHOICE:
            return field.option_name(found)
        if isinstance(found, Decimal):
            return trimmed(found)
        return label(bool(found)) if field.type is FieldType.FLAG else found

    return Column(
        key,
        field.name,
        read,
        KINDS.get(field.type, Kind.TEXT),
        digits=4,
        export_only=not field.in_list,
        expression=_value(field.type, field.id),
    )


@lru_cache(maxsize=FIELDS_KEPT)
def _value(kind: FieldType, field_id: int) -> Any:
    """Return what asks for a contact's value of a field; to write it anew would cost more than to ask it."""
    column = COLUMNS[kind]
    values = sa.select(column).where(CustomValue.contact_id == Contact.id, CustomValue.field_id == field_id)
    return values.correlate(Contact).scalar_subquery()


def _filter(
    session: Session, field: Definition, condition: Callable[[Any, str], Any], ending: str = "", **about: Any
) -> Filter:
    """Return a filter by a field's values; `condition` takes the table of values and the text of the address."""
    asked: dict[str, Linked] = {}

    def linked(value: str) -> Linked:
        condition(CustomValue, value)
        return asked.setdefault(
            value,
            Linked(
                session,
                Contact.id,
                partial(_values, f"{field.key}{ending}"),
                "contact_id",
                lambda rows: (_of(field, rows), condition(rows, value)),
            ),
        )

    return Filter(
        f"{field.key}{ending}",
        about.pop("label", field.name),
        lambda statement, value: linked(value).keep(_having(field, statement)),
        count=lambda statement, value: linked(value).count(_having(field, statement)),
        more=True,
        **about,
    )


def _having(field: Definition, statement: sa.Select[Any]) -> sa.Select[Any]:
    """Narrow a list of contacts to organisations where these alone have the field, which the planner cannot know.

    People are most of the contacts: for their fields the names of all are walked faster than the index of kinds.
    """
    only_organisations = _kinds(field) == [ContactKind.ORGANISATION]
    return statement.where(Contact.kind == ContactKind.ORGANISATION) if only_organisations else statement


def _kinds(field: Definition) -> list[ContactKind]:
    return [kind for kind in ContactKind if field.belongs_to(kind)]


def _values(name: str) -> Any:
    return second(CustomValue, f"values_of_{name}")


def _filters(session: Session, field: Definition) -> list[Filter]:
    match field.type:
        case FieldType.CHOICE:
            options = [(str(option.id), option.name) for option in field.options]
            return [_filter(session, field, _has_option(field), options=lambda _s, _c: options)]
        case FieldType.FLAG:
            return [_filter(session, field, _has_flag, kind="flag")]
        case FieldType.TEXT:
            return [_filter(session, field, _has_words, kind="text")]
        case _:
            kind = "date" if field.type is FieldType.DATE else "number"
            least, most = _("%(field)s, from", field=field.name), _("%(field)s, to", field=field.name)
            return [
                _filter(session, field, _bound(field, is_least=True), "_from", label=least, kind=kind),
                _filter(session, field, _bound(field, is_least=False), "_to", label=most, kind=kind),
            ]


def _of(field: Definition, rows: Any) -> Any:
    """Keep the values of a field. Options are of one field anyway, and naming it would mislead SQLite's planner."""
    return sa.true() if field.type is FieldType.CHOICE else rows.field_id == field.id


def _has_option(field: Definition) -> Callable[[Any, str], Any]:
    """Return the condition for options; one that was removed meanwhile is nobody's."""
    known = {option.id for option in field.options}

    def condition(rows: Any, value: str) -> Any:
        return rows.option_id.in_(sorted({int(part) for part in value.split(",")} & known))

    return condition


def _has_flag(rows: Any, value: str) -> Any:
    if value not in {"0", "1"}:
        raise ValueError(value)
    return rows.flag_value.is_(value == "1")


def _has_words(rows: Any, value: str) -> Any:
    """Narrow by a part of the text, whatever its case and apostrophes and be it ґ or г.

    Of a LIKE PostgreSQL supposes that it fits hardly any row, and would gather all that it fits.
    """
    words = loose_text(value)
    return sa.func.replace(rows.text_key, words, "") != rows.text_key if words else sa.false()


def _bound(field: Definition, *, is_least: bool) -> Callable[[Any, str], Any]:
    name = COLUMNS[field.type].key

    def condition(rows: Any, value: str) -> Any:
        column = getattr(rows, name)
        if field.type is FieldType.NUMBER and may_be_thousands("".join(value.split())):
            raise BadValue(value)
        bound: Any = read_date(value) if field.type is FieldType.DATE else read_number(value)
        return column >= bound if is_least else column <= bound

    return condition


def _filled_filter(session: Session, fields: tuple[Definition, ...]) -> Filter:
    """Return one filter for all fields: `7` keeps who has a value of field 7, `-7` who has none."""
    known = {str(field.id): field for field in fields}
    asked: dict[str, Linked | _Without] = {}

    def linked(value: str) -> Linked | _Without:
        field = known.get(value.removeprefix("-"))
        if field is None:
            raise ValueError(value)
        if value not in asked:
            asked[value] = _Without(session, field) if value.startswith("-") else _with(session, field)
        return asked[value]

    options = [(str(field.id), _("%(field)s: filled in", field=field.name)) for field in fields]
    options += [(f"-{field.id}", _("%(field)s: empty", field=field.name)) for field in fields]
    return Filter(
        "filled",
        _("Filled in or empty"),
        lambda statement, value: linked(value).keep(statement),
        count=lambda statement, value: linked(value).count(statement),
        options=lambda _s, _c: options,
        more=True,
    )


def _with(session: Session, field: Definition) -> Linked:
    source = partial(_values, "filled")
    return Linked(session, Contact.id, source, "contact_id", lambda rows: (rows.field_id == field.id,))


class _Without:
    """What keeps the contacts that have a field and no value of it."""

    def __init__(self, session: Session, field: Definition) -> None:
        values = _values("kept")
        has = sa.exists().where(values.contact_id == Contact.id, values.field_id == field.id)
        lacking = (Contact.kind.in_(_kinds(field)), ~has)
        few = first_few(session, Contact.id, *lacking)
        self._conditions = lacking if few is None else (Contact.id.in_(few),)

    def keep(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        """Return the select with these contacts alone."""
        return statement.where(*self._conditions)

    count = keep
