"""A Word file from the HTML of a document: cover, contents, running header, page numbers, the mark of a draft."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from docx.oxml.ns import qn

from app.word.blocks import Writer
from app.word.frame import contents, furniture
from app.word.styles import dress
from app.word.xml import Element, classes, printable


def render_docx(html: str, uploads: Mapping[str, bytes]) -> bytes:
    """Return the Word file of a whole HTML document.

    Title, language, author and dates come from its head. Pictures are handed in as `upload:<key of uploads>` or stand
    in the document as `data:`; nothing is fetched from anywhere.
    """
    from docx import Document
    from lxml import html as reader

    page = reader.document_fromstring(html)
    locale = page.get("lang", "uk")
    document = Document()
    for old in list(document.element.body):
        if old.tag != qn("w:sectPr"):
            document.element.body.remove(old)
    dress(document, locale)
    _properties(document, page)
    writer = Writer(document, uploads)
    body = page.find("body")
    furniture(document, body)
    # Only a cover goes without a header and a page number.
    document.sections[0].different_first_page_header_footer = any("cover" in classes(part) for part in body)
    sections = [part for part in body if isinstance(part.tag, str)]
    for place, section in enumerate(sections):
        kinds = classes(section)
        if place and kinds & {"contents", "gaps", "first"}:
            writer.page_break()
        if "contents" in kinds:
            contents(writer, section)
        else:
            writer.write(section)
    return _packed(document)


def _properties(document: Any, page: Element) -> None:
    about = document.core_properties
    named = {node.get("name"): node.get("content", "") for node in page.iter("meta") if node.get("name")}
    about.title = printable(page.findtext(".//title") or "")[:255]
    about.author = printable(named.get("author", ""))[:255]
    about.comments = ""
    about.subject = printable(named.get("description", ""))[:255]
    about.last_modified_by = ""
    day = re.match(r"(\d{4})-(\d\d)-(\d\d)", named.get("dcterms.created", ""))
    # Equal input gives equal bytes.
    moment = datetime(*map(int, day.groups()), tzinfo=UTC) if day else datetime(2000, 1, 1, tzinfo=UTC)  # type: ignore[arg-type, misc]
    about.created = about.modified = moment


def _packed(document: Any) -> bytes:
    """The file with one fixed time inside the archive."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    draft, out = io.BytesIO(), io.BytesIO()
    document.save(draft)
    with ZipFile(draft) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()
