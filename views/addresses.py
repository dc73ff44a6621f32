"""Numbers of records in addresses: one that no record can have leads nowhere, and never to the database."""

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
