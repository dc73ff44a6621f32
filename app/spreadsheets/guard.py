"""The apostrophe that keeps a spreadsheet from running a text of a CSV file as a formula."""

# The wide signs are those of East Asian keyboards, which a spreadsheet there reads as the narrow ones.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Return a text with an apostrophe before it when a spreadsheet would run it.

    A text that begins with apostrophes and then so gets one more, so that taking one away gives every text back.
    """
    return "'" + text if _would_run(text.lstrip("' ")) and not _is_number(text) else text


def as_written(cell: str) -> str:
    """Return a cell of a file without the apostrophe that `harmless` put before it."""
    rest = cell.removeprefix("'")
    return rest.strip() if rest != cell and harmless(rest) == cell else cell


def _would_run(text: str) -> bool:
    return text.startswith(_FORMULA_STARTS)


def _is_number(text: str) -> bool:
    """A plain number as text, such as -12.50; "+380…" is a telephone number and no figure."""
    body = text.removeprefix("-")
    return body.isascii() and body.replace(".", "", 1).isdigit()
