"""The words of a received letter as plain text: decoded from whatever charset, without markup."""

from __future__ import annotations

import codecs
import html
import re
from email import errors
from email.header import decode_header
from itertools import islice

import nh3

MAX_HEADER = 64 * 1024
MAX_HTML = 1024 * 1024

# The cleaner's time grows with the square of how deep tags lie in one another.
_MAX_TAGS = 8_000
_SAMPLE = 64 * 1024
_CHARSETS = ["utf_8", "cp1251", "koi8_u", "koi8_r", "iso8859_5", "cp866", "utf_16"]
_BLOCKS = {"p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol", "pre"}
_SILENT = {"script", "style", "title", "noscript", "template", "svg", "math", "iframe", "object"}
_NAMES = "|".join(sorted(_BLOCKS))
# A block begins a line too where bare words stand before it, as in `Good day<div>…`.
_BREAK = re.compile(rf"<br>|</(?:{_NAMES})>|(?<=[^>\s])\s*<(?:{_NAMES})>")
_TAG = re.compile(r"<[^>]*>")
_GAPS = re.compile(r"\n{3,}")


def one_line(text: str) -> str:
    """Return a header's text on one line, without what could start another header or turn the reading direction."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def decoded(value: str) -> str:
    """Return a header as people read it; what cannot be decoded stays as it came."""
    value = recovered(value[:MAX_HEADER])
    if "=?" not in value:
        return one_line(value)
    try:
        pieces = decode_header(value)
    except (errors.HeaderParseError, ValueError, LookupError):
        return one_line(value)
    return one_line("".join(piece if isinstance(piece, str) else decode(piece, charset) for piece, charset in pieces))


def recovered(value: str) -> str:
    """Return a header that came as plain bytes of some charset, which the parser keeps as lone surrogates."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return decode(value.encode("utf-8", "surrogateescape"), None)
    return value


def decode(content: bytes, charset: str | None) -> str:
    """Return bytes as text: by the charset that they claim if it fits, else by the likeliest one."""
    for name in (charset, "utf-8"):
        if name and not name.startswith("unknown"):
            try:
                if codecs.lookup(name).name in {"base64", "zlib", "bz2", "hex", "rot13", "uu", "quopri", "idna"}:
                    continue
                return content.decode(name)
            except (LookupError, UnicodeError, ValueError):
                continue
    from charset_normalizer import from_bytes

    best = from_bytes(content[:_SAMPLE], cp_isolation=_CHARSETS).best()
    return content.decode(best.encoding if best else "cp1251", "replace")


def plain_text(markup: str) -> str:
    """Return the words of HTML alone: no addresses, no pictures, nothing that could be loaded or run.

    Of markup without end only the beginning is read; three dots say that words were left out.
    """
    end = next(islice((found.start() for found in re.finditer("<", markup)), _MAX_TAGS, None), len(markup))
    end = min(end, MAX_HTML)
    safe = nh3.clean(
        markup[:end],
        tags={"br", *_BLOCKS},
        attributes={},
        clean_content_tags=_SILENT,
        strip_comments=True,
    )
    words = html.unescape(_TAG.sub("", _BREAK.sub("\n", safe.replace("\n", " "))))
    more = "\n…" if _TAG.sub("", markup[end:]).strip() else ""
    return "\n".join(line.strip() for line in words.split("\n")) + more


def clean(text: str) -> str:
    """Return text without control characters, which no database and no reader needs."""
    kept = "".join(letter for letter in text if letter in "\n\t" or letter.isprintable() or letter == "\u00ad")
    return _GAPS.sub("\n\n", kept.replace("\u00ad", "")).strip()
