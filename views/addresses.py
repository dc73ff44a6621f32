"""Numbers of records in addresses: one that no record can have leads nowhere, and never to the database."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1


class RecordNumber(IntegerConverter):
    """The `<int:…>` of our routes: a number that a record can have."""

    def __init__(
        self,
        map: Map,
        fixed_digits: int = 0,
        min: int | None = None,
        max: int | None = LARGEST_ID,
        signed: bool = False,
    ) -> None:
        super().__init__(map, fixed_digits, min, max, signed)


def record_id(text: str) -> int:
    """Return the number of a record from a query argument.

    Raises:
        ValueError: no record can have such a number; `request.args.get(…, type=record_id)` then gives None.
    """
    number = int(text)
    if not 0 <= number <= LARGEST_ID:
        raise ValueError(text)
    return number


class Addresses(dict[str, tuple[str, str]]):
    """What stands before and after the number in the addresses of a page's records, by endpoint.

    Building an address costs more than the rest of a cell or a card, and those of a list differ in the number alone.
    """

    def of(self, endpoint: str, values: Mapping[str, Any]) -> str:
        """Return the address of a page; when the number of a record is all that it needs, the rest is built once."""
        number = next(iter(values.values())) if len(values) == 1 else None
        if type(number) is not int:
            return url_for(endpoint, **values)
        parts = self.get(endpoint) or self._learn(endpoint, values)
        return f"{parts[0]}{number}{parts[1]}" if parts[0] else url_for(endpoint, **values)

    def _learn(self, endpoint: str, values: Mapping[str, Any]) -> tuple[str, str]:
        zero: dict[str, Any] = dict.fromkeys(values, 0)
        before, slash, after = url_for(endpoint, **zero).partition("/0")
        # A number that is no part of the path stands behind a question mark.
        in_path = slash and (not after or after[0] == "/")
        self[endpoint] = (before + "/", after) if in_path else ("", "")
        return self[endpoint]
