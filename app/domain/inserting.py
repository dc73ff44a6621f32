"""Putting a text of the library into what somebody is writing."""


def insert_at(text: str, piece: str, cursor: int | None) -> str:
    """Return a text with a piece put in as a paragraph of its own.

    Args:
        cursor: where it goes, counted as browsers do (in units of UTF-16, a line break as one); at the end when None.
    """
    text = text.replace("\r\n", "\n")
    units = text.encode("utf-16-le")
    # A place in the middle of a sign goes before the sign.
    before = text if cursor is None else units[: 2 * cursor].decode("utf-16-le", "ignore")
    parts = (before.rstrip("\n "), piece, text[len(before) :].lstrip("\n "))
    return "\n\n".join(part for part in parts if part)
