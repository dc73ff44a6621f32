"""Putting a text of the library into what somebody is writing."""


def insert_at(text: str, piece: str, cursor: int | None) -> str:
    """Return a text with a piece put in as a paragraph of its own.

    Args:
        cursor: where it goes, counted as browsers do (in units of UTF-16, a line break as one); at the end when None.
    """
    text = text.replace("\r\n", "\n")
    units = text.encode("utf-16-le")
    cut = len(units) if cursor is None else min(2 * cursor, len(units))
    before = units[:cut].decode("utf-16-le", "ignore").rstrip("\n ")
    after = units[cut:].decode("utf-16-le", "ignore").lstrip("\n ")
    return "\n\n".join(part for part in (before, piece, after) if part)
