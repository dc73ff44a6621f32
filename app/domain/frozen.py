"""Freezing values as canonical JSON, and comparing what was frozen line by line.

The same value always gives the same text, so that a checksum proves that a frozen copy is what it was. Dataclasses and
mappings become objects, lists, tuples and sets become arrays, decimals become strings without needless zeros, dates and
moments ISO 8601 (moments in UTC), enumerations their values. Bytes are kept as their checksum and size: a frozen copy
proves which file it was and does not carry it.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from difflib import SequenceMatcher
from enum import Enum, StrEnum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
# What tells the rows of a list apart, the surest first; a list where none is there once is compared by its order.
KEYS: tuple[tuple[str, ...], ...] = (("id",), ("key",), ("code",), ("code", "source"), ("number",), ("source",))
# What names a row to a reader, in this order.
NAMES = ("title", "name", "item", "label")
Plain = None | bool | int | float | str | list[Any] | dict[str, Any]


class ChangeKind(StrEnum):
    """What happened to a line between two frozen copies."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two frozen copies.

    Attributes:
        path: where it is, from the outermost field to the innermost: names of fields, and for a row of a list its key
            and its name, such as `("budget", "1.2 Laptops", "price")`.
        before: what stood there, as plain JSON; None when nothing did.
        after: what stands there now.
        kind: whether the line came, went, or says something else. For `ORDER` the two values are the names of the rows
            in their order.
    """

    path: tuple[str, ...]
    before: Any
    after: Any
    kind: ChangeKind = ChangeKind.CHANGED

    @property
    def where(self) -> str:
        """The path as one line."""
        return " › ".join(self.path)


def freeze(value: object) -> str:
    """Return a value as canonical JSON: keys sorted, no spaces, letters as they are.

    Raises:
        TypeError: something in it has no place in JSON, such as a moment without a time zone.
        ValueError: a number is not finite, or two keys of a mapping become one.
    """
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def thaw(text: str) -> Any:
    """Return what `freeze` wrote as lists, mappings, texts and numbers; `restore` makes it what it was."""
    return json.loads(text)


def checksum(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def plain(value: object) -> Plain:
    """Return a value as JSON knows it; what is plain already stays as it is."""
    match value:
        case Enum():
            return plain(value.value)
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return _object(value)
        case AbstractSet():
            return sorted((plain(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
        case Sequence() if not isinstance(value, bytes):
            return [plain(item) for item in value]
        case _:
            return _one(value)


def changes(before: object, after: object, *, keys: Sequence[tuple[str, ...]] = KEYS) -> list[Change]:
    """Return what differs between two values, in the order of the later one.

    Rows of a list are matched by their key, so that an inserted row is one change and moved rows are one change of
    order; rows without a key are matched by what stays the same around them. A missing field equals an empty one.

    Args:
        before, after: thawed copies, or anything that can be frozen.
        keys: groups of fields that tell rows apart; the first group that does so in both lists is used.
    """
    found: list[Change] = []
    _compare((), plain(before), plain(after), keys, found)
    return found


def _compare(path: tuple[str, ...], old: Any, new: Any, keys: Sequence[tuple[str, ...]], found: list[Change]) -> None:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in [*new, *(name for name in old if name not in new)]:
            _compare((*path, name), old.get(name), new.get(name), keys, found)
    elif isinstance(old, list) and isinstance(new, list):
        key = next((key for key in keys if _tells_apart(key, old) and _tells_apart(key, new)), None)
        if key is None:
            _compare_in_order(path, old, new, keys, found)
        else:
            _compare_by_key(path, old, new, key, keys, found)
    else:
        kind = ChangeKind.ADDED if old is None else ChangeKind.REMOVED if new is None else ChangeKind.CHANGED
        found.append(Change(path, old, new, kind))


def _compare_by_key(
    path: tuple[str, ...],
    old: list[Any],
    new: list[Any],
    key: tuple[str, ...],
    keys: Sequence[tuple[str, ...]],
    found: list[Change],
) -> None:
    olds = {_key(key, row): row for row in old}
    news = {_key(key, row): row for row in new}
    for name, row in news.items():
        _compare((*path, _row_name(key, row)), olds.get(name), row, keys, found)
    for name, row in olds.items():
        if name not in news:
            _compare((*path, _row_name(key, row)), row, None, keys, found)
    if [name for name in olds if name in news] != [name for name in news if name in olds]:
        names = [[_row_name(key, row) for row in rows] for rows in (old, new)]
        found.append(Change(path, names[0], names[1], ChangeKind.ORDER))


def _compare_in_order(
    path: tuple[str, ...], old: list[Any], new: list[Any], keys: Sequence[tuple[str, ...]], found: list[Change]
) -> None:
    texts = [[json.dumps(item, sort_keys=True) for item in items] for items in (old, new)]
    matched = SequenceMatcher(None, texts[0], texts[1], autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matched.get_opcodes():
        if tag == "equal":
            continue
        both = min(old_to - old_from, new_to - new_from)
        for step in range(both):
            place = new_from + step
            _compare((*path, _place_name(new, place)), old[old_from + step], new[place], keys, found)
        for place in range(new_from + both, new_to):
            found.append(Change((*path, _place_name(new, place)), None, new[place], ChangeKind.ADDED))
        for place in range(old_from + both, old_to):
            found.append(Change((*path, _place_name(old, place)), old[place], None, ChangeKind.REMOVED))


def _place_name(rows: list[Any], place: int) -> str:
    """Name a row that no key tells apart: its number, which several parts of a tranche share, else its place."""
    number = rows[place].get("number") if isinstance(rows[place], dict) else None
    return str(number or place + 1)


def _tells_apart(key: tuple[str, ...], rows: list[Any]) -> bool:
    if not all(isinstance(row, dict) and all(isinstance(row.get(name), (int, str)) for name in key) for row in rows):
        return False
    return len({_key(key, row) for row in rows}) == len(rows)


def _key(key: tuple[str, ...], row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in key)


def _row_name(key: tuple[str, ...], row: dict[str, Any]) -> str:
    """Name a row: its key and its name. An id says nothing to a reader: a code stands for it, or the name alone."""
    name = next((row[field] for field in NAMES if isinstance(row.get(field), str) and row[field].strip()), "")
    shown = _key(key, row)
    if key == ("id",) and name:
        shown = (str(row["code"]),) if row.get("code") else ()
    return " ".join(shown if name in shown else [*shown, name]).strip()


def restore(kind: type[T], value: Any, *, files: Mapping[str, bytes] | None = None) -> T:
    """Return a thawed value as what it was before it was frozen.

    Fields that the dataclass has gained since then take their defaults; fields that it has lost are left out.

    Args:
        kind: a dataclass, or another type that can be frozen.
        value: what `thaw` returned.
        files: by checksum, what stood in fields of bytes.

    Raises:
        KeyError: bytes whose checksum is not among `files`.
        TypeError: the value is not of this kind.
    """
    return cast(T, _restore(kind, value, files or {}))


def _restore(kind: Any, value: Any, files: Mapping[str, bytes]) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _restore_union(get_args(kind), value, files)
    if kind is Any or kind is object:
        return value
    if origin is not None:
        return _restore_collection(origin, get_args(kind), value, files)
    if is_dataclass(kind):
        hints = _hints(cast(type, kind))
        known = {field.name for field in fields(kind) if field.init} & value.keys()
        return cast(Any, kind)(**{name: _restore(hints[name], value[name], files) for name in known})
    return _restore_one(kind, value, files)


def _restore_one(kind: Any, value: Any, files: Mapping[str, bytes]) -> Any:
    if kind is bytes:
        return files[value["checksum"]]
    if kind is datetime or kind is date:
        return kind.fromisoformat(value)
    if kind is Decimal or issubclass(kind, Enum):
        return kind(value)
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} is not {kind.__name__}")
    return value


def _restore_union(kinds: Sequence[Any], value: Any, files: Mapping[str, bytes]) -> Any:
    if value is None and type(None) in kinds:
        return None
    for kind in kinds:
        if kind is not type(None):
            try:
                return _restore(kind, value, files)
            except (TypeError, ValueError, AttributeError, ArithmeticError):
                continue
    raise TypeError(f"{type(value).__name__} is none of {', '.join(map(str, kinds))}")


def _restore_collection(origin: Any, arguments: Sequence[Any], value: Any, files: Mapping[str, bytes]) -> Any:
    if issubclass(origin, Mapping):
        key, item = arguments
        return {
            _restore(key, int(name) if key is int else name, files): _restore(item, found, files)
            for name, found in value.items()
        }
    if origin is tuple and arguments[-1] is not Ellipsis:
        return tuple(_restore(kind, item, files) for kind, item in zip(arguments, value, strict=True))
    items = [_restore(arguments[0], item, files) for item in value]
    if issubclass(origin, AbstractSet):
        return frozenset(items) if origin is frozenset else set(items)
    return items if origin is list else tuple(items)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _one(value: object) -> Plain:
    match value:
        case Decimal():
            return _digits(value)
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date() if not isinstance(value, datetime):
            return value.isoformat()
        case bytes():
            return {"checksum": hashlib.sha256(value).hexdigest(), "size": len(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be frozen")


def _digits(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError("a number that is not finite cannot be frozen")
    return "0" if not value else format(value.normalize(), "f")


def _object(value: Mapping[Any, object]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, item in value.items():
        name = plain(key)
        if isinstance(name, (list, dict)):
            raise TypeError(f"{type(key).__name__} cannot be a key")
        if str(name) in found:
            raise ValueError(f"two keys become “{name}”")
        found[str(name)] = plain(item)
    return found
