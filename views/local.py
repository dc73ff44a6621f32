"""Where a form may lead back to: only to a page of our own."""

from urllib.parse import urlsplit


def local_path(wanted: str | None, otherwise: str) -> str:
    """Return the wanted address when it is a path of this site, else the other one.

    Browsers read `//host`, `/\\host` and addresses with control characters as other sites.
    """
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        return otherwise
    if any(ord(character) < 32 or ord(character) == 127 for character in wanted):
        return otherwise
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else wanted
